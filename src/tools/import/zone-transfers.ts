// Reads what a zone of named has about other servers: who may fetch it, whom named tells of changes, and where it comes from.

import type { Acl, AclReader } from './acl.ts'
import { isNo } from './meanings.ts'
import type { Remote, RemoteServers } from './remote-servers.ts'
import { effective, find } from './scopes.ts'
import { keyword, type Statement, wordAt } from './statements.ts'

export type ZoneTransfers = {
  /** Undefined where no statement says it: named up to 9.18 then lets everybody fetch. */
  readonly fetchers: Acl | undefined
  /** The servers of `also-notify`. */
  readonly told: readonly Remote[]
  /** Whether named tells the servers in the zone's NS too. */
  readonly tellsServers: boolean
  /** The addresses that NOTIFY comes from, by family. */
  readonly source: Sources
  readonly statement: Statement
}

/** Where the zone comes from. */
export type PrimaryOf = {
  readonly servers: readonly Remote[]
  readonly source: Sources
  /** Clients that may send NOTIFY beside the servers. */
  readonly notifiers: Acl
  readonly changes: boolean
  readonly maxRecords: string | undefined
}

/** Addresses to send from, as text. */
export type Sources = Readonly<Record<4 | 6, string | undefined>>

type Known = {
  readonly scopes: readonly (readonly Statement[])[]
  /** The statements of the view. */
  readonly view: readonly Statement[]
  readonly acls: AclReader
  readonly remotes: RemoteServers
  readonly lose: (statement: Statement, why: string) => void
}

export function readZoneTransfers(statement: Statement, known: Known): ZoneTransfers {
  const { scopes, view, remotes, lose } = known
  const said = effective(scopes, 'notify')
  const notify = said === undefined ? 'yes' : wordAt(said, 1).toLowerCase()
  const told = effective(scopes, 'also-notify')
  return {
    fetchers: fetchersOf(known),
    told: told === undefined || isNo(notify) ? [] : remotes.of(told, view, lose),
    tellsServers: !isNo(notify) && notify !== 'explicit',
    source: sourcesOf(scopes, 'notify-source'),
    statement,
  }
}

function fetchersOf({ scopes, acls, lose }: Known): Acl | undefined {
  const statement = effective(scopes, 'allow-transfer')
  if (statement === undefined) return undefined
  if (statement.words.length > 1) {
    lose(statement, '"allow-transfer" with a port or a transport: name who may fetch, and how, under "transfers"')
    return []
  }
  return acls.read(statement.block ?? [], 'fetchers')
}

/** `primaries`: the statement that names them. */
export function readPrimaryOf(primaries: Statement, known: Known): PrimaryOf {
  const { scopes, view, acls, remotes, lose } = known
  const servers = remotes.of(primaries, view, lose, true)
  const notifiers = effective(scopes, 'allow-notify')
  return {
    servers,
    source: sourcesOf(scopes, 'transfer-source'),
    notifiers: notifiers === undefined ? [] : acls.read(notifiers.block ?? [], 'fetchers'),
    changes: servers.every(({ address }) => remotes.takesChanges(address, view, scopes)),
    maxRecords: numberOf(effective(scopes, 'max-records')),
  }
}

export function primariesIn(body: readonly Statement[]): Statement | undefined {
  return find(body, 'primaries') ?? find(body, 'masters')
}

function sourcesOf(scopes: readonly (readonly Statement[])[], key: 'notify-source' | 'transfer-source'): Sources {
  return { 4: sourceAt(effective(scopes, key)), 6: sourceAt(effective(scopes, `${key}-v6`)) }
}

/** The address and port to send from; undefined for `*`, which leaves the choice to the system (named's documentation). */
function sourceAt(statement: Statement | undefined): string | undefined {
  if (statement === undefined) return undefined
  const words = statement.words.slice(1).map(({ text }) => text)
  const address = words[0] === 'address' ? words[1] : words[0]
  if (address === undefined || address === '*' || keyword(statement) === address) return undefined
  const port = words[words.indexOf('port') + 1]
  const host = address.includes(':') ? `[${address}]` : address
  return words.includes('port') && port !== '*' ? `${host}:${port}` : address
}

/** The limit; undefined where there is none. */
function numberOf(statement: Statement | undefined): string | undefined {
  const number = Number(statement === undefined ? 0 : wordAt(statement, 1))
  return number > 0 ? String(Math.min(number, 100_000_000)) : undefined
}
