// Writes the gateway's tables from the zones: the domains that it takes mail for, and where each goes.

import type { MailDomain, MailProof } from './proof.ts'

export type TableKind = (typeof tableKinds)[number]
const tableKinds = ['relay_domains', 'transport', 'mailertable', 'access'] as const

/** The text of the file, with only the domains that have an MX outside: no mail comes for others. */
export function mailTable(proof: MailProof, kind: TableKind): string {
  const domains = proof.domains.filter(({ ways }) => ways.some((way) => way.public && way.hosts.length > 0))
  const lines = domains.map((domain) => rows[kind](withoutDot(domain.name), domain)).filter((line) => line !== '')
  return `${headings[kind]}\n${lines.join('\n')}${lines.length > 0 ? '\n' : ''}`
}

const headings: { readonly [kind in TableKind]: string } = {
  relay_domains: '# relay_domains = hash:/etc/postfix/relay_domains   (postmap it after each change)',
  transport: '# transport_maps = hash:/etc/postfix/transport   (postmap it after each change)',
  mailertable: '# mailertable, for FEATURE(mailertable)   (makemap hash it after each change)',
  access: '# access, for FEATURE(access_db)   (makemap hash it after each change)',
}

/**
 * Where inside has several hosts, or gateways in different views go to different ones, let the gateway ask for MX itself, so
 * that preferences and views hold. Name a single host in brackets, which asks for its address and nothing else.
 */
const rows: { readonly [kind in TableKind]: (name: string, domain: MailDomain) => string } = {
  relay_domains: (name) => `${name}\tOK`,
  transport: (name, domain) => `${name}\tsmtp:${nextHop(name, domain)}`,
  mailertable: (name, domain) => `${name}\tesmtp:${nextHop(name, domain)}`,
  access: (name) => `To:${name}\tRELAY`,
}

function nextHop(name: string, { ways }: MailDomain): string {
  const targets = ways
    .filter((way) => way.gatewayAsks)
    .flatMap((way) => way.hosts.map(({ target }) => withoutDot(target)))
  const [target, ...others] = new Set(targets)
  return target !== undefined && others.length === 0 ? `[${target}]` : name
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, '').toLowerCase()
}
