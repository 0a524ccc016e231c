// Reads named's `tls` statements: who a primary asked over TLS must be, and which certificate an address of named shows. A primary that
// anybody could pose as is none (RFC 9103 §9.3.1), so `ephemeral`, and a statement without a name and without authorities, give no server.

import { formatPrefix, type Prefix } from '../../views/prefix.ts'
import { find } from './scopes.ts'
import { keyword, type Statement, wordAt } from './statements.ts'
import { quoted } from './yaml-text.ts'

/** The statements that we carry over. */
const CARRIED: ReadonlySet<string> = new Set(['remote-hostname', 'ca-file', 'cert-file', 'key-file'])

type Lose = (statement: Statement, why: string) => void

export class TlsStatements {
  /** By name in lower case: to named, case does not count. */
  readonly #known = new Map<string, Statement>()
  readonly #locate: (written: string) => string
  readonly #used = new Set<Statement>()

  /** `locate`: finds a file that named.conf names. */
  constructor(statements: readonly Statement[], locate: (written: string) => string) {
    this.#locate = locate
    for (const one of statements)
      if (keyword(one) === 'tls' && one.block) this.#known.set(wordAt(one, 1).toLowerCase(), one)
  }

  /** YAML for `tls` of a primary; undefined where the statement does not say who the server must be. */
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
    // named's documentation, tls: without a name, the certificate must have the server's address.
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

  /** YAML for the certificate of a listener; undefined where we do not know it. */
  shown(name: string, lose: Lose): string | undefined {
    // named signs this one itself, as Janus does where it has none.
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

  /** Whether neither a primary nor a listener uses the statement. */
  isUnused(statement: Statement): boolean {
    return !this.#used.has(statement)
  }
}
