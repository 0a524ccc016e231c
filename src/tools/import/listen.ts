// Reads where named listens (`listen-on`, `listen-on-v6`, `port`), as addresses of ours.

import { ALL_IPV4, ALL_IPV6, formatPrefix, type Prefix } from '../../views/prefix.ts'
import { type AclElement, type AclReader, decide, elementText } from './acl.ts'
import { keyword, type Statement, wordAt } from './statements.ts'
import type { TlsStatements } from './tls-statements.ts'

export type Endpoint = {
  /** An address of this host, or all of one family. */
  readonly address: Prefix
  /** Empty where named.conf gives none. */
  readonly port: string
  /** As in `listen` of janus.yaml. */
  readonly text: string
  /** YAML beside the address, where it is encrypted. */
  readonly door?: string
}

/** Whether we answer there: it is one of these addresses, or the loopback where we listen on all. */
export function isListenedAt(
  listen: readonly Endpoint[],
  { address, port }: { readonly address: Prefix; readonly port: number },
): boolean {
  return listen.some((one) => {
    if (one.door !== undefined || Number(one.port || DNS) !== port || one.address.family !== address.family)
      return false
    return one.address.bits > 0 ? formatPrefix(one.address) === formatPrefix(address) : isLoopback(address)
  })
}

function isLoopback({ family, octets }: Prefix): boolean {
  return family === 4 ? octets[0] === 127 : octets.every((octet, i) => octet === (i === 15 ? 1 : 0))
}

type Lose = (statement: Statement, why: string) => void

/** `options`: the statements within `options`; passes over those that are not about addresses. */
export function readListen(
  options: readonly Statement[],
  acls: AclReader,
  { tls, https }: Encrypted,
  lose: Lose,
): Endpoint[] {
  const port = options.findLast((one) => keyword(one) === 'port')
  const given = port === undefined ? '' : wordAt(port, 1)
  const endpoints = ['listen-on', 'listen-on-v6'].flatMap((key) => {
    const statements = options.filter((one) => keyword(one) === key)
    // named listens on all addresses of a family that the file does not mention.
    if (statements.length === 0) return [endpoint(everyAddress(key), given)]
    return statements.flatMap((statement) => {
      const door = doorOf(statement, { tls, https }, options, lose)
      if (door === undefined) return []
      return addressesOf(statement, acls, door.port ?? given, lose).map((one) => ({
        ...one,
        ...(door.text !== undefined && { door: door.text }),
      }))
    })
  })
  const different = [...new Map(endpoints.map((one) => [one.text, one])).values()]
  return different.filter((one) => !different.some((other) => isPartOf(one, other)))
}

/** Whether the second endpoint includes the first: all addresses of a family at one port. Nobody can listen on a port twice. */
function isPartOf({ address, port }: Endpoint, { address: all, port: taken }: Endpoint): boolean {
  return all.bits === 0 && address.bits > 0 && all.family === address.family && (port || DNS) === (taken || DNS)
}

const DNS = '53'

/** Statements that `listen-on` may name. */
export type Encrypted = {
  readonly tls: TlsStatements
  /** Statements `http`, which `listen-on` names. */
  readonly https: readonly Statement[]
}

type Door = {
  /** The port where listen-on gives none; undefined: that of plain DNS. */
  readonly port?: string
  readonly text?: string
}

/** The door of a statement; undefined, and a report, where Janus has no such door. */
function doorOf(
  statement: Statement,
  { tls, https }: Encrypted,
  options: readonly Statement[],
  lose: Lose,
): Door | undefined {
  const words = statement.words.map(({ text }) => text)
  const after = (key: string) => {
    const at = words.findIndex((word) => word.toLowerCase() === key)
    return at < 0 ? undefined : words[at + 1]
  }
  const [name, http, proxy] = [after('tls'), after('http'), after('proxy')]
  const isClear = name === undefined || name.toLowerCase() === 'none'
  if (proxy === undefined && http === undefined && isClear) return {}
  const pair = isClear ? undefined : tls.shown(name, lose)
  const by = http === undefined ? 'tls' : 'https'
  if (proxy !== undefined || pair === undefined || (http !== undefined && !isUsual(http, https, lose))) {
    const word = proxy !== undefined ? 'proxy' : by
    lose(
      statement,
      `${words[0]} with ${word.replace('https', 'http')}: write it under "listen" with "${word}" (docs/doors.md)`,
    )
    return undefined
  }
  const given = options.findLast((one) => keyword(one) === `${by}-port`)
  return { port: given === undefined ? USUAL[by] : wordAt(given, 1), text: `${by}: ${pair}` }
}

const USUAL = { tls: '853', https: '443' } as const

/** Whether the `http` statement has only the path that Janus has. */
function isUsual(name: string, https: readonly Statement[], lose: Lose): boolean {
  if (name.toLowerCase() === 'default') return true
  const found = https.find((one) => wordAt(one, 1).toLowerCase() === name.toLowerCase())
  const said = found?.block ?? []
  for (const one of said)
    if (keyword(one) !== 'endpoints') lose(one, `"${keyword(one)}" of http "${name}": Janus has bounds of its own`)
  const paths = said.find((one) => keyword(one) === 'endpoints')?.block ?? []
  return found !== undefined && paths.every((one) => wordAt(one, 0) === '/dns-query')
}

function addressesOf(statement: Statement, acls: AclReader, defaultPort: string, lose: Lose): Endpoint[] {
  const words = statement.words.map(({ text }) => text.toLowerCase())
  const at = words.indexOf('port')
  const port = at < 0 ? defaultPort : wordAt(statement, at + 1)
  const read = (statement.block ?? []).map((element) => ({ element, acl: acls.read([element], 'own') }))
  const whole = read.flatMap(({ acl }) => acl)
  const { family } = everyAddress(words[0]!)
  return read.flatMap(({ element, acl }) => {
    const prefixes = taken(acl).filter((prefix) => prefix.family === family)
    const single = prefixes.filter((prefix) => prefix.bits === 0 || prefix.bits === prefix.octets.length * 8)
    // A prefix means the addresses of this host within it, which we do not know. Nor can Janus listen on all addresses but some.
    if (single.length < prefixes.length || keepsOut(acl, family))
      lose(element, `"${elementText(element)}" in ${words[0]}: write the single addresses of this host`)
    return single.filter((prefix) => decide(whole, prefix) === true).map((prefix) => endpoint(unbound(prefix), port))
  })
}

/** Makes `0.0.0.0` and `::` into all addresses of the family: that is how named takes them. */
function unbound(prefix: Prefix): Prefix {
  return prefix.octets.every((octet) => octet === 0) ? { ...prefix, bits: 0 } : prefix
}

/** The prefixes of the list, without those behind `!`. */
function taken(acl: readonly AclElement[]): Prefix[] {
  return acl.flatMap((element) => {
    if (element.not) return []
    return element.kind === 'prefix' ? [element.prefix] : taken(element.list)
  })
}

/** Whether the list keeps out some of the family; `!` before all of it is how named writes nobody. */
function keepsOut(acl: readonly AclElement[], family: 4 | 6): boolean {
  return acl.some((element) => {
    if (element.kind === 'prefix') return element.not && element.prefix.bits > 0 && element.prefix.family === family
    return element.not || keepsOut(element.list, family)
  })
}

function everyAddress(key: string): Prefix {
  return key === 'listen-on' ? ALL_IPV4 : ALL_IPV6
}

function endpoint(address: Prefix, port: string): Endpoint {
  const text = formatPrefix(address).replace(/\/0$/, '')
  const host = address.family === 6 ? `[${text}]` : text
  return { address, port, text: port === '' ? host : `${host}:${port}` }
}
