// Draws the way of mail for a terminal.

import { visible } from '../../text/findings/escape.ts'
import { placeText, type TextOptions } from '../../text/findings/text.ts'
import { toldProblem } from '../../text/findings/told.ts'
import type { Addresses } from './hosts.ts'
import type { Gateway, MailDomain, MailFinding, MailProof, Way, WayHost } from './proof.ts'
import { english } from './says.ts'

//   dept.univ.example.
//     external   internet ──MX 10──▶ mx.univ.example. 192.0.2.25, 198.51.100.25  (gateway)
//     internal   gateway ──MX 10──▶ hosta.dept.univ.example. 192.0.2.10
//                        ──MX 10──▶ hostb.dept.univ.example. 192.0.2.11
//     SPF        lets the gateways send

export function mailText({ gateways, domains, findings }: MailProof, { colour = false }: TextOptions = {}): string {
  const paint = colour ? painted : plain
  const width = Math.max(
    3,
    ...gateways.map(({ view }) => view.length),
    ...domains.flatMap(({ ways }) => ways.map(({ view }) => view.length)),
  )
  const lines = [
    'Gateways',
    ...gateways.flatMap((gateway) => gatewayLines(gateway, width)),
    ...findings.flatMap((finding) => findingLines(finding, paint)),
    ...domains.flatMap((domain) => ['', ...domainLines(domain, width, paint)]),
    '',
    summary(domains, [...findings, ...domains.flatMap((domain) => domain.findings)]),
  ]
  return `${lines.join('\n')}\n`
}

type Paint = (style: keyof typeof escapes, text: string) => string

function gatewayLines({ view, names }: Gateway, width: number): string[] {
  return names.map(({ name, addresses }) => `  ${view.padEnd(width)}  ${name} ${addressList(addresses)}`)
}

function domainLines({ name, ways, spf, findings }: MailDomain, width: number, paint: Paint): string[] {
  const told = {
    yes: 'lets the gateways send',
    no: 'leaves gateways out',
    unknown: 'depends on zones of others',
    none: 'there is no policy',
  }
  return [
    paint('bold', name),
    ...ways.flatMap((way) => wayLines(way, width)),
    ...(spf === undefined ? [] : [`  ${'SPF'.padEnd(width)}  ${told[spf]}`]),
    ...findings.flatMap((finding) => findingLines(finding, paint)),
  ]
}

function wayLines({ view, public: isPublic, gatewayAsks, nullMx, refused, hosts }: Way, width: number): string[] {
  const from = isPublic ? 'internet' : gatewayAsks ? 'gateway' : 'clients'
  if (nullMx) return [`  ${view.padEnd(width)}  null MX: takes no mail`]
  if (refused) return [`  ${view.padEnd(width)}  in a refused zone`]
  if (hosts.length === 0) return [`  ${view.padEnd(width)}  no MX`]
  return hosts.map((host, i) => {
    const head = i === 0 ? `  ${view.padEnd(width)}  ${from} ` : ' '.repeat(width + from.length + 5)
    return `${head}──MX ${host.preference}──▶ ${hostText(host)}`
  })
}

function hostText({ target, addresses, isGateway }: WayHost): string {
  return `${target} ${addressList(addresses)}${isGateway ? '  (gateway)' : ''}`
}

function addressList({ state, ipv4, ipv6 }: Addresses): string {
  const list = [...ipv4, ...ipv6]
  if (list.length > 0) return list.join(', ')
  return {
    known: 'no address',
    alias: 'an alias',
    none: 'no address',
    elsewhere: 'in nobody’s zone here',
    refused: 'in a refused zone',
  }[state]
}

function findingLines(finding: MailFinding, paint: Paint): string[] {
  const { rule, severity, message, fix, place } = toldProblem(finding, english)
  return [
    `  ${placeText(place)}: ${paint(severity, severity)}: ${visible(message)} ${paint('faint', `[${rule}]`)}`,
    `  fix: ${visible(fix ?? '')}`,
  ]
}

function summary(domains: readonly MailDomain[], findings: readonly MailFinding[]): string {
  const count = (wanted: string) => findings.filter(({ severity }) => severity === wanted).length
  const taking = domains.filter(({ ways }) => ways.some(({ hosts }) => hosts.length > 0))
  const proved = taking.filter(({ findings }) => findings.length === 0).length
  const told = `${counted(taking.length, 'mail domain')}, ${proved} without a finding`
  return `${told}; ${counted(count('error'), 'error')}, ${counted(count('warning'), 'warning')}`
}

function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}

function plain(_style: keyof typeof escapes, text: string): string {
  return text
}

function painted(style: keyof typeof escapes, text: string): string {
  const [on, off] = escapes[style]
  return `\x1b[${on}m${text}\x1b[${off}m`
}

/** ECMA-48 8.3.117, select graphic rendition: on and off. */
const escapes = { bold: [1, 22], faint: [2, 22], error: [31, 39], warning: [33, 39], info: [36, 39] } as const
