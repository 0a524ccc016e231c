// What named's `tls` statements say of a server that is asked over TLS, what `tls` of a primary says here, and of addresses where it listens:
// what they show. One that anybody may be is
// none (RFC 9103 §9.3.1), so `ephemeral` and a statement without a name and without authorities lead to nobody.

import { formatPrefix, type Prefix } from '../../views/prefix.ts'
import { find } from './scopes.ts'
import { keyword, type Statement, wordAt } from './statements.ts'
import { quoted } from './yaml-text.ts'

/** What of it Janus has as well, or needs no word for. */
const CARRIED: ReadonlySet<string> = new Set(['remote-hostname', 'ca-file', 'cert-file', 'key-file'])

type Lose = (statement: Statement, why: string) => void

export class TlsStatements {
  /** By name, which named finds in either case. */
  readonly #known = new Map<string, Statement>()
  readonly #locate: (written: string) => string
  readonly #used = new Set<Statement>()

  /** `locate`: where a file is that named names. */
  constructor(statements: readonly Statement[], locate: (written: string) => string) {
    this.#locate = locate
    for (const one of statements)
      if (keyword(one) === 'tls' && one.block) this.#known.set(wordAt(one, 1).toLowerCase(), one)
  }

  /** As `tls` of a primary takes it; undefined where it does not say who the server must be. */
  of(name: string, server: Prefix, lose: Lose): string | undefined {
    const statement = this.#known.get(name.toLowerCase())
    const block = statement?.block ?? []
    const said = (key: string) => {
      const found = find(block, key)
      return found && wordAt(found, 1)
    }
    const fileOf = (key: string) => {
      const written = said(key)
      return written === undefined ? undefined : this.#locate(written)
    }
    const authorities = fileOf('ca-file')
    // named's documentation, tls: without a name, the server's address stands in its certificate.
    const hostname = said('remote-hostname') ?? (authorities && formatPrefix(server))
    if (statement === undefined || hostname === undefined) return undefined
    for (const one of block)
      if (!CARRIED.has(keyword(one))) lose(one, `"${keyword(one)}" of tls "${name}": Janus asks over TLS 1.3 alone`)
    this.#used.add(statement)
    const [certificate, key] = [fileOf('cert-file'), fileOf('key-file')]
    const pair = certificate !== undefined && key !== undefined ? { certificate, key } : {}
    const parts = Object.entries({ name: hostname, ...(authorities && { authorities }), ...pair })
    return `{${parts.map(([what, value]) => `${what}: ${quoted(value)}`).join(', ')}}`
  }

  /** The pair that a listener shows, as `tls` of `listen` takes it; undefined where it is not known. */
  shown(name: string, lose: Lose): string | undefined {
    // named signs one itself, as Janus does where it has none.
    if (name.toLowerCase() === 'ephemeral') return '{}'
    const statement = this.#known.get(name.toLowerCase())
    const block = statement?.block ?? []
    const [certificate, key] = ['cert-file', 'key-file'].map((one) => {
      const found = find(block, one)
      return found && this.#locate(wordAt(found, 1))
    })
    if (statement === undefined || certificate === undefined || key === undefined) return undefined
    for (const one of block) {
      if (keyword(one) === 'ca-file')
        lose(one, `"ca-file" of tls "${name}": Janus serves clients without a certificate as well (docs/doors.md)`)
      else if (!CARRIED.has(keyword(one))) lose(one, `"${keyword(one)}" of tls "${name}": Janus takes TLS 1.2 and 1.3`)
    }
    this.#used.add(statement)
    return `{certificate: ${quoted(certificate)}, key: ${quoted(key)}}`
  }

  /** Nobody who is asked, and nobody who asks, is told by it. */
  isUnused(statement: Statement): boolean {
    return !this.#used.has(statement)
  }
}
