// Where named listens: `listen-on`, `listen-on-v6` and the port of the options, as addresses of ours.

import type { Prefix } from '../views/prefix.ts'
import { readPrefix } from '../views/read-prefix.ts'
import { keyword, type Statement, wordAt } from './statements.ts'

export type Endpoint = {
  /** An address of this host, or all of one family. */
  readonly address: Prefix
  /** Empty where nothing is said of it. */
  readonly port: string
  /** As `listen` in janus.yaml takes it. */
  readonly text: string
}

type Lose = (statement: Statement, why: string) => void

/** The statements within `options`; those that say nothing of addresses are passed over. */
export function readListen(options: readonly Statement[], lose: Lose): Endpoint[] {
  const port = options.findLast((one) => keyword(one) === 'port')
  const given = port === undefined ? '' : wordAt(port, 1)
  const endpoints = ['listen-on', 'listen-on-v6'].flatMap((key) => {
    const statements = options.filter((one) => keyword(one) === key)
    // named listens on all addresses of a family of which the file says nothing.
    if (statements.length === 0) return [endpoint(everyAddress(key), given)!]
    return statements.flatMap((statement) => addressesOf(statement, given, lose))
  })
  const different = [...new Map(endpoints.map((one) => [one.text, one])).values()]
  return different.filter((one) => !different.some((other) => isPartOf(one, other)))
}

/** Who listens on all addresses of a family has each of them, and no port can be taken twice. */
function isPartOf({ address, port }: Endpoint, { address: all, port: taken }: Endpoint): boolean {
  return all.bits === 0 && address.bits > 0 && all.family === address.family && (port || DNS) === (taken || DNS)
}

const DNS = '53'

function addressesOf(statement: Statement, defaultPort: string, lose: Lose): Endpoint[] {
  const words = statement.words.map(({ text }) => text.toLowerCase())
  const foreign = words.find((word) => ['tls', 'http', 'proxy'].includes(word))
  if (foreign !== undefined) {
    lose(statement, `${words[0]} with ${foreign}: Janus speaks plain DNS only`)
    return []
  }
  const at = words.indexOf('port')
  const port = at < 0 ? defaultPort : wordAt(statement, at + 1)
  return (statement.block ?? []).flatMap((element) => {
    const word = wordAt(element, 0).toLowerCase()
    if (word === 'none') return []
    const read = endpoint(word === 'any' ? everyAddress(words[0]!) : word, port)
    if (read === undefined) lose(element, `"${element.words.map(({ text }) => text).join(' ')}" in ${words[0]}`)
    return read ?? []
  })
}

function everyAddress(key: string): string {
  return key === 'listen-on' ? '0.0.0.0' : '::'
}

function endpoint(text: string, port: string): Endpoint | undefined {
  const read = /^[0-9a-f.:]+$/i.test(text) ? readPrefix(text) : undefined
  if (read?.kind !== 'prefixes') return undefined
  const [prefix] = read.prefixes
  const address = /^[0.:]+$/.test(text) ? { ...prefix!, bits: 0 } : prefix!
  const host = text.includes(':') ? `[${text}]` : text
  return { address, port, text: port === '' ? host : `${host}:${port}` }
}
