// `janus splitdns claim`: prints salt and token, and what to put where.

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { isWithin } from '../../dns/name.ts'
import { type NameFlaw, nameFlawText, nameText, readName } from '../../dns/name-text.ts'
import { parseTtl } from '../../dns/ttl.ts'
import { findConfig } from '../../text/config/find.ts'
import { unreadableEscaped } from '../../text/findings/json-escape.ts'
import { Exit } from '../exit.ts'
import { loadAll } from '../loaded.ts'
import { type ClaimTexts, claimTexts } from './claim.ts'
import { type ClaimFinding, claimFindings } from './publication.ts'
import { type Claim, claimFlaw, MAX_SALT } from './token.ts'

export type ClaimOptions = {
  readonly config?: string
  readonly salt?: string
  readonly ttl: string
  readonly json?: boolean
}

const SALT_OCTETS = 32

/** Returns the exit code. */
export async function claim(
  resolver: string,
  parent: string,
  names: readonly string[],
  options: ClaimOptions,
): Promise<number> {
  const read = readClaim(resolver, parent, names, options.salt)
  if (typeof read === 'string') return fail(read)
  const ttl = Buffer.from(options.ttl)
  if (parseTtl(ttl, 0, ttl.length) < 0)
    return fail(`cannot read the TTL "${options.ttl}": write seconds, or weeks to seconds as in 1h30m`)
  const findings = await publicFindings(read, options.config)
  if (findings === undefined) return Exit.failed
  const texts = claimTexts(read, options.ttl)
  process.stdout.write(
    options.json ? `${unreadableEscaped(JSON.stringify({ ...texts, findings }, null, 2))}\n` : told(texts),
  )
  for (const { severity, message, fix } of findings) process.stderr.write(`${severity}: ${message}\nfix: ${fix}\n`)
  return findings.some(({ severity }) => severity === 'error') ? Exit.bad : Exit.good
}

function readClaim(
  resolver: string,
  parent: string,
  names: readonly string[],
  salt: string | undefined,
): Claim | string {
  const [adn, zone] = [readName(resolver), readName(parent)]
  if (typeof adn === 'string') return `cannot read the resolver "${resolver}": ${nameFlawText(adn)}`
  if (typeof zone === 'string') return `cannot read the zone "${parent}": ${nameFlawText(zone)}`
  // The record that proves the claim goes into the parent's public zone, and we cannot write into the root's.
  if (zone.length === 1) return 'the root cannot be the parent: name the zone of yours that the names lie below'
  const octets = salt === undefined ? randomBytes(SALT_OCTETS) : Buffer.from(salt, 'base64url')
  if (octets.length === 0 || octets.length > MAX_SALT || (salt && octets.toString('base64url') !== salt))
    return `cannot read the salt "${salt}": base64url of 1 to ${MAX_SALT} octets is needed`
  if (names.includes('*'))
    return names.length === 1
      ? { resolver: adn, parent: zone, names: undefined, salt: octets }
      : '"*" stands for all names: write it alone'
  const claimed: Uint8Array[] = []
  for (const text of names) {
    const name = readBelow(text, zone)
    const flaw = typeof name === 'string' ? nameFlawText(name, zone) : claimFlaw(name, zone)
    if (typeof name === 'string' || flaw !== undefined) return `cannot claim "${text}": ${flaw}`
    claimed.push(name)
  }
  return { resolver: adn, parent: zone, names: claimed, salt: octets }
}

/** A name in full, which ends with the parent, or relative to the parent. */
function readBelow(text: string, parent: Uint8Array): Uint8Array | NameFlaw {
  const full = readName(text)
  return typeof full !== 'string' && isWithin(full, 0, parent, 0) ? full : readName(text, parent)
}

/** Findings on the public view, of which we know nothing without a configuration; undefined where that has errors. */
async function publicFindings(
  { parent, names }: Claim,
  config: string | undefined,
): Promise<ClaimFinding[] | undefined> {
  if (config === undefined && !existsSync(findConfig()))
    return [
      {
        severity: 'warning',
        message: `cannot check whether the names are unsigned in "${nameText(parent)}": there is no configuration`,
        fix: 'name it with --config FILE',
      },
    ]
  const all = await loadAll(config)
  if (all === undefined) return undefined
  const { settings, loaded } = all
  const views = settings.views.flatMap(({ public: isPublic }, view) => (isPublic ? [loaded.views[view]!] : []))
  return views.flatMap(({ zones }) => claimFindings(zones, parent, names))
}

function told({ record, pvd, dhcp }: ClaimTexts): string {
  return [
    '; in the zone file of the public view, before anything else is changed',
    record,
    '',
    '# an item of "splitDnsClaims" in the provisioning domain (RFC 8801)',
    JSON.stringify(pvd, null, 2),
    '',
    '# DHCP: the authentication option, without code and length',
    dhcp,
    '',
  ].join('\n')
}

function fail(message: string): number {
  process.stderr.write(`janus splitdns claim: ${message}\n`)
  return Exit.failed
}
