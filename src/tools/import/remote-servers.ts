// Reads other servers in named.conf: lists of addresses with keys, named lists, and `server` statements about an address.

import type { Prefix } from '../../views/prefix.ts'
import { readPrefix } from '../../views/read-prefix.ts'
import { covers } from './acl.ts'
import { isNo } from './meanings.ts'
import { effective, find } from './scopes.ts'
import { keyName, keyword, type Statement, wordAt } from './statements.ts'
import type { TlsStatements } from './tls-statements.ts'

export type Remote = {
  readonly address: Prefix
  readonly text: string
  readonly port: number
  /** The TSIG key, as named writes it. */
  readonly key: string | undefined
  /** How to ask it over TLS, as YAML for `tls` of a primary. */
  readonly tls: string | undefined
  /** The named list that it stands in, if any. */
  readonly list: string | undefined
  readonly statement: Statement
}

type Lose = (statement: Statement, why: string) => void

const LISTS: ReadonlySet<string> = new Set(['primaries', 'masters', 'remote-servers'])
const DNS = 53
/** RFC 9103 §7.2; named's default too. */
const DNS_OVER_TLS = 853
/** How deep lists may name each other. */
const DEEPEST = 16

export class RemoteServers {
  readonly #lists = new Map<string, Statement>()
  readonly #servers: readonly Statement[]
  readonly #tls: TlsStatements

  /** `statements`: all statements outside of views. */
  constructor(statements: readonly Statement[], tls: TlsStatements) {
    this.#tls = tls
    for (const one of statements)
      if (LISTS.has(keyword(one)) && one.block) this.#lists.set(wordAt(one, 1).toLowerCase(), one)
    this.#servers = statements.filter((one) => keyword(one) === 'server')
  }

  /**
   * The servers of `primaries`, `also-notify` and the like. Leaves out servers over TLS, with a report, unless `asked`: zones come from
   * them, and `tls` says who they must be. `view`: the statements of the view.
   */
  of(statement: Statement, view: readonly Statement[], lose: Lose, asked = false): Remote[] {
    return this.#elements(statement, { port: portOf(statement), list: undefined, view, lose, depth: 0, asked })
  }

  /** Whether Janus can ask at least one of the servers. */
  canBeAsked(statement: Statement): boolean {
    return this.of(statement, [], () => {}, true).length > 0
  }

  /** The `server` statement of the address: the first that holds it. A view's own hide the others (named's documentation, server). */
  about(address: Prefix, view: readonly Statement[]): readonly Statement[] {
    const own = view.filter((one) => keyword(one) === 'server')
    const found = (own.length > 0 ? own : this.#servers).find((one) => holds(wordAt(one, 1), address))
    return found?.block ?? []
  }

  takesChanges(address: Prefix, view: readonly Statement[], scopes: readonly (readonly Statement[])[]): boolean {
    const said = effective([this.about(address, view), ...scopes], 'request-ixfr')
    return said === undefined || !isNo(wordAt(said, 1))
  }

  #elements(statement: Statement, within: Within): Remote[] {
    return (statement.block ?? []).flatMap((element) => this.#element(element, within))
  }

  #element(element: Statement, within: Within): Remote[] {
    const text = wordAt(element, 0)
    const read = readPrefix(text.replace(/%.*$/, ''))
    if (read.kind !== 'prefixes' || text === 'any') {
      const named = this.#lists.get(text.toLowerCase())
      if (named === undefined || within.depth === DEEPEST) {
        within.lose(element, `"${text}" is no address and no list of servers`)
        return []
      }
      const port = portOf(named) ?? within.port
      return this.#elements(named, { ...within, port, list: within.list ?? wordAt(named, 1), depth: within.depth + 1 })
    }
    const address = read.prefixes[0]!
    const by = wordAfter(element, 'tls')
    const tls = by !== undefined && within.asked ? this.#tls.of(by, address, within.lose) : undefined
    if (by !== undefined && tls === undefined) {
      within.lose(element, `"${text}" by TLS: ${within.asked ? NOBODY : IN_THE_CLEAR}`)
      return []
    }
    const port = portOf(element) ?? within.port ?? (tls === undefined ? DNS : DNS_OVER_TLS)
    const named = wordAfter(element, 'key')
    const key = named === undefined ? this.#keyOf(address, within.view) : keyName(named)
    return [{ address, text, port, key, tls, list: within.list, statement: element }]
  }

  #keyOf(address: Prefix, view: readonly Statement[]): string | undefined {
    const keys = find(this.about(address, view), 'keys')
    if (keys === undefined) return undefined
    return keyName(wordAt(keys, 1) || wordAt(keys.block?.[0] ?? keys, 0))
  }
}

const NOBODY =
  'it may be anybody, and Janus asks nobody in the clear either; write it under "primaries" with "tls: {name: …}" or "pins"'
const IN_THE_CLEAR = 'Janus tells others of changes by UDP alone; name it under "secondaries", where a key signs them'

type Within = {
  /** Undefined where the statement gives none. */
  readonly port: number | undefined
  readonly list: string | undefined
  readonly view: readonly Statement[]
  readonly lose: Lose
  readonly depth: number
  readonly asked: boolean
}

function wordAfter(statement: Statement, key: string): string | undefined {
  const at = statement.words.findIndex(({ text }) => text.toLowerCase() === key)
  return at < 0 ? undefined : statement.words[at + 1]?.text
}

function portOf(statement: Statement): number | undefined {
  return Number(wordAfter(statement, 'port')) || undefined
}

function holds(written: string, address: Prefix): boolean {
  const read = readPrefix(written)
  return read.kind === 'prefixes' && read.prefixes.some((one) => covers(one, address))
}
