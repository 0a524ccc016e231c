// One canary: a question whose answer is known, as the configuration has it.

import { addressFromText } from '../../dns/address.ts'
import { nameFlaw, readName } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import { isMetaType, typeCode } from '../../dns/types.ts'
import type { Place } from '../findings/problem.ts'
import { parseZoneFile } from '../zonefile/parser.ts'
import { textSource } from '../zonefile/source.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { SourceText, Span } from './source-text.ts'

export type CanarySetting = {
  /** As written, for messages. */
  readonly text: string
  /** 4 or 16 octets. */
  readonly address: Uint8Array
  /** Wire form. */
  readonly name: Uint8Array
  readonly type: number
  /** A word for an answer without records, or the records' rdata in wire form. */
  readonly expect: CanaryWord | readonly Uint8Array[]
  readonly place: Place
  /** The text of the line at `place`. */
  readonly source: string
}

/** A canary that got another answer than it should. */
export type CanaryFailure = {
  readonly canary: string
  readonly expected: string
  readonly got: string
  /** Where the canary stands. */
  readonly place: Place
}

export type CanaryWord = (typeof words)[number]

const words = ['NXDOMAIN', 'NODATA', 'SERVFAIL', 'REFUSED'] as const

/** The canary; or none, and a report, where it cannot be read. */
export function readCanary(
  source: SourceText,
  { from, ask, expect }: ConfigFile['canaries'][number],
  span: Span,
): CanarySetting[] {
  const fail = (reason: Said, fix: Said) => {
    source.report('bad-canary', span, say('canary-unusable', { why: reason }), { fix })
    return []
  }
  const address = addressFromText(from)
  if (address === undefined) return fail(say('canary-no-address', { address: from }), say('write-one-address'))
  const [nameText = '', typeText = '', ...rest] = ask.trim().split(/\s+/)
  const type = typeCode(typeText)
  if (rest.length > 0 || type === undefined || isMetaType(type))
    return fail(say('canary-no-question', { question: ask }), say('write-question'))
  const name = readName(nameText)
  if (typeof name === 'string')
    return fail(say('canary-no-name', { name: nameText, why: nameFlaw(name) }), say('write-univ-name'))
  const lines = typeof expect === 'string' ? [expect] : expect
  const text = `${ask} from ${from}`
  const told = { text, place: source.place(span), source: source.lineAt(span) }
  const word = words.find((word) => lines.length === 1 && word === lines[0])
  if (word) return [{ ...told, address, name, type, expect: word }]
  const records = lines.map((line) => readRdata(typeText, line))
  const wrong = records.find((record) => 'code' in record)
  if (wrong && 'code' in wrong) return fail(wrong, say('write-data', { type: typeText }))
  return [{ ...told, address, name, type, expect: records.filter((record) => record instanceof Uint8Array) }]
}

/** Reads the rdata with the reader of zone files; names without a final dot are absolute. */
function readRdata(type: string, line: string): Uint8Array | Said {
  const source = textSource('canary', `. 0 IN ${type} ${line.replaceAll(/[\r\n]/g, ' ')}\n`)
  if ('rule' in source) return source.said.message
  let found: Uint8Array | undefined
  const { problems } = parseZoneFile(
    source,
    { origin: Uint8Array.of(0) },
    {
      owner() {},
      record(_type, _ttl, rdata, length) {
        found = rdata.slice(0, length)
      },
    },
  )
  return found ?? problems[0]?.said.message ?? say('canary-no-record', { record: line })
}
