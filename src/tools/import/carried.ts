// Turns options of named into keys of janus.yaml: rate limits, what the server tells of itself, sizes and limits.

import { formatPrefix } from '../../views/prefix.ts'
import type { AclReader } from './acl.ts'
import { clientPrefixes } from './clients.ts'
import { isNo, isYes } from './meanings.ts'
import { keyword, type Statement, wordAt } from './statements.ts'
import { quoted } from './yaml-text.ts'

/** Keys of janus.yaml and their values as YAML. */
export type Carried = ReadonlyMap<string, string>

type Lose = (statement: Statement, why: string) => void
type Row = (statement: Statement, keys: Map<string, string>, lose: Lose) => void

/** Keys for the whole server. Passes over options that have no key here; isCarried() tells which have one. */
export function carriedOptions(options: readonly Statement[], acls: AclReader, lose: Lose): Carried {
  const keys = new Map<string, string>()
  for (const statement of options) {
    if (keyword(statement) === 'rate-limit') keys.set('rate-limit', rateLimit(statement, acls, lose))
    else OPTIONS[keyword(statement)]?.(statement, keys, lose)
  }
  const hidden = options.find((one) => ['version', 'hostname'].includes(keyword(one)) && isNone(one))
  if (hidden && (keys.has('version') || keys.has('identity')))
    lose(hidden, 'identity and version: Janus tells both or neither; one is hidden here, so neither is told')
  return keys
}

/** Keys of one view. */
export function carriedInView(body: readonly Statement[], acls: AclReader, lose: Lose): Carried {
  const limits = body.find((one) => keyword(one) === 'rate-limit')
  return new Map(limits ? [['rate-limit', rateLimit(limits, acls, lose)]] : [])
}

export function isCarried(key: string): boolean {
  return key === 'rate-limit' || Object.hasOwn(OPTIONS, key)
}

const OPTIONS: { readonly [option: string]: Row } = {
  'minimal-responses': (statement, keys, lose) => {
    const value = wordAt(statement, 1)
    keys.set('minimal-responses', String(!isNo(value)))
    if (!isNo(value) && !isYes(value)) lose(statement, 'minimal-responses: taken for yes')
  },
  version: (statement, keys, lose) => {
    const value = wordAt(statement, 1)
    // Janus tells identity and version of a view both or neither; named tells both to everybody.
    if (isNone(statement)) keys.set('identify', 'false')
    else if (fits(value, 200)) tell(keys, 'version', value)
    else lose(statement, 'version: it must be 1 to 200 octets')
  },
  hostname: (statement, keys, lose) => {
    const value = wordAt(statement, 1)
    if (isNone(statement)) keys.set('identify', 'false')
    else if (fits(value, 200)) tell(keys, 'identity', value)
    else lose(statement, 'hostname: it must be 1 to 200 octets')
  },
  'server-id': (statement, keys, lose) => {
    const value = wordAt(statement, 1)
    if (isNone(statement)) return
    if (value.toLowerCase() === 'hostname' && !statement.words[1]?.quoted)
      lose(statement, 'server-id: write the name of this host under "nsid"')
    else if (fits(value, 128)) {
      keys.set('nsid', quoted(value))
      if (!keys.has('identity')) tell(keys, 'identity', value)
    } else lose(statement, 'server-id: it must be 1 to 128 octets')
  },
  // named sends at most, and announces, the smaller of the two.
  'max-udp-size': udpSize,
  'edns-udp-size': udpSize,
  'tcp-clients': (statement, keys) => {
    keys.set('tcp.connections', String(Math.min(1_000_000, Math.max(1, Number(wordAt(statement, 1)) || 1))))
  },
  'tcp-idle-timeout': (statement, keys) => {
    // In units of 100 ms.
    keys.set('tcp.idle-timeout', `${Math.max(1, Number(wordAt(statement, 1)) || 1) * 100}ms`)
  },
  'answer-cookie': (statement, keys) => {
    if (isNo(wordAt(statement, 1))) keys.set('cookies', 'false')
  },
}

/** Sets a text that named tells everybody; a view for everybody tells it only with `identify`. */
function tell(keys: Map<string, string>, key: 'version' | 'identity', value: string): void {
  keys.set(key, quoted(value))
  if (!keys.has('identify')) keys.set('identify', 'true')
}

function udpSize(statement: Statement, keys: Map<string, string>): void {
  const size = Math.min(4096, Math.max(512, Number(wordAt(statement, 1)) || 512))
  const known = Number(keys.get('edns-buffer-size') ?? size)
  keys.set('edns-buffer-size', String(Math.min(size, known)))
}

const RATES = [
  'responses-per-second',
  'nodata-per-second',
  'nxdomains-per-second',
  'referrals-per-second',
  'errors-per-second',
  'all-per-second',
] as const

/** The limits as `{responses-per-second: 10, …}`. Where named.conf gives no rate, named has no limit. */
function rateLimit({ block = [] }: Statement, acls: AclReader, lose: Lose): string {
  const keys = new Map<string, string>([['responses-per-second', '0']])
  for (const one of block) {
    const key = keyword(one)
    const value = wordAt(one, 1)
    if (RATES.some((rate) => rate === key)) keys.set(key, String(bounded(value, 0, 1_000_000)))
    else if (key === 'slip') keys.set('slip', String(bounded(value, 0, 10)))
    else if (key === 'window') keys.set('window', `${bounded(value, 1, 3600)}s`)
    else if (key === 'ipv4-prefix-length') keys.set(key, String(bounded(value, 1, 32)))
    else if (key === 'ipv6-prefix-length') keys.set(key, String(bounded(value, 1, 128)))
    else if (key === 'log-only') keys.set(key, String(isYes(value)))
    else if (key === 'exempt-clients') keys.set('exempt', exempt(one, acls, lose))
    else if (!['max-table-size', 'min-table-size'].includes(key)) lose(one, `"${key}" of rate-limit`)
  }
  return `{${[...keys].map(([key, value]) => `${key}: ${value}`).join(', ')}}`
}

function exempt(statement: Statement, acls: AclReader, lose: Lose): string {
  const clients = acls.read(statement.block ?? [])
  const prefixes = clientPrefixes([{ name: 'exempt', clients }])
  // Our prefixes cannot take addresses out of a larger exempt prefix.
  const within = prefixes.get(undefined)
  if (within)
    lose(statement, 'exempt-clients: addresses that "!" takes out of a network are exempt like the rest of it')
  return `[${(prefixes.get('exempt') ?? []).map((prefix) => quoted(formatPrefix(prefix))).join(', ')}]`
}

function bounded(text: string, least: number, most: number): number {
  return Math.min(most, Math.max(least, Number(text) || 0))
}

function isNone({ words }: Statement): boolean {
  return words[1]?.text.toLowerCase() === 'none' && !words[1].quoted
}

function fits(text: string, most: number): boolean {
  const size = Buffer.byteLength(text)
  return size > 0 && size <= most
}
