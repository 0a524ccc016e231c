// Other servers as named names them: lists of addresses with keys, lists that have a name, and what `server` says of an address.

import type { Prefix } from '../../views/prefix.ts'
import { readPrefix } from '../../views/read-prefix.ts'
import { covers } from './acl.ts'
import { isNo } from './meanings.ts'
import { effective, find } from './scopes.ts'
import { keyName, keyword, type Statement, wordAt } from './statements.ts'

export type Remote = {
  readonly address: Prefix
  readonly text: string
  readonly port: number
  /** The TSIG key, as named writes it. */
  readonly key: string | undefined
  /** The list of which it is one, where that has a name. */
  readonly list: string | undefined
  readonly statement: Statement
}

type Lose = (statement: Statement, why: string) => void

const LISTS: ReadonlySet<string> = new Set(['primaries', 'masters', 'remote-servers'])
const DNS = 53
/** Lists may name each other. */
const DEEPEST = 16

export class RemoteServers {
  readonly #lists = new Map<string, Statement>()
  readonly #servers: readonly Statement[]

  /** `statements`: all that stand outside of views. */
  constructor(statements: readonly Statement[]) {
    for (const one of statements)
      if (LISTS.has(keyword(one)) && one.block) this.#lists.set(wordAt(one, 1).toLowerCase(), one)
    this.#servers = statements.filter((one) => keyword(one) === 'server')
  }

  /** Of `primaries`, `also-notify` and the like. Those that speak TLS alone are left out, and told. `view`: what stands in it. */
  of(statement: Statement, view: readonly Statement[], lose: Lose): Remote[] {
    return this.#elements(statement, { port: portOf(statement, DNS), list: undefined, view, lose, depth: 0 })
  }

  /** Whether every one of them speaks TLS alone, or none is named. */
  speaksPlainly(statement: Statement): boolean {
    return this.of(statement, [], () => {}).length > 0
  }

  /** What `server` says of the address: the first that holds it; the view's own hide the others (named's documentation, server). */
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
      const port = portOf(named, within.port)
      return this.#elements(named, { ...within, port, list: within.list ?? wordAt(named, 1), depth: within.depth + 1 })
    }
    if (element.words.some((word) => word.text.toLowerCase() === 'tls')) {
      within.lose(
        element,
        `"${text}" by TLS: Janus would ask in the clear, and does not; write it under "primaries" with "tls: {name: …}"`,
      )
      return []
    }
    const address = read.prefixes[0]!
    const named = wordAfter(element, 'key')
    const key = named === undefined ? this.#keyOf(address, within.view) : keyName(named)
    return [{ address, text, port: portOf(element, within.port), key, list: within.list, statement: element }]
  }

  #keyOf(address: Prefix, view: readonly Statement[]): string | undefined {
    const keys = find(this.about(address, view), 'keys')
    if (keys === undefined) return undefined
    return keyName(wordAt(keys, 1) || wordAt(keys.block?.[0] ?? keys, 0))
  }
}

type Within = {
  readonly port: number
  readonly list: string | undefined
  readonly view: readonly Statement[]
  readonly lose: Lose
  readonly depth: number
}

function wordAfter(statement: Statement, key: string): string | undefined {
  const at = statement.words.findIndex(({ text }) => text.toLowerCase() === key)
  return at < 0 ? undefined : statement.words[at + 1]?.text
}

function portOf(statement: Statement, otherwise: number): number {
  return Number(wordAfter(statement, 'port') ?? otherwise) || otherwise
}

function holds(written: string, address: Prefix): boolean {
  const read = readPrefix(written)
  return read.kind === 'prefixes' && read.prefixes.some((one) => covers(one, address))
}
