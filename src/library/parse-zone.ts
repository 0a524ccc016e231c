// Parses the text of a zone file into its records, for other programs.

import { hasError } from '../check/read-zone.ts'
import { nameFlawText, nameText, readName } from '../dns/name-text.ts'
import { printRdata } from '../dns/rdata/rdata.ts'
import { typeName } from '../dns/types.ts'
import { recordsOf } from '../supply/faces/records.ts'
import { contentOf } from '../text/zonefile/content.ts'
import { parseZoneFile } from '../text/zonefile/parser.ts'
import { say } from '../text/zonefile/says.ts'
import type { Source } from '../text/zonefile/source.ts'
import { ZoneBuilder } from '../zone/builder.ts'
import { holdToObject, holdToString, holdToText } from './given.ts'
import { type Problem, told } from './told.ts'

export type ZoneRecord = {
  /** With its final dot, as it is spelled. */
  readonly owner: string
  readonly ttl: number
  /** `MX`, or `TYPE65400` */
  readonly type: string
  /** The rdata, as a zone file has it. */
  readonly data: string
  /** The line of the text, counted from 1. */
  readonly line: number
}

export type ParsedZone = {
  readonly zone: string
  /** Whether we could read every line. Else `records` holds those that we could read, and `problems` names the other lines. */
  readonly whole: boolean
  readonly records: readonly ZoneRecord[]
  readonly problems: readonly Problem[]
}

export type ParseOptions = {
  /** The zone's name; names without a final dot lie below it. */
  readonly origin: string
  /** The name of the text in problems. */
  readonly file?: string
}

/** Reads no other file: `$INCLUDE` is an error. Throws a TypeError where `origin` is no name, or something is of another type. */
export function parseZone(text: string | Uint8Array, options: ParseOptions): ParsedZone {
  holdToText(text, 'the text of a zone')
  holdToObject(options, 'the options')
  const { origin, file = 'zone' } = options
  holdToString(origin, 'the origin')
  holdToString(file, 'the name of the file')
  const apex = readName(origin)
  if (typeof apex === 'string') throw new TypeError(`cannot read the origin "${origin}": ${nameFlawText(apex)}`)
  const content = contentOf(text)
  const zone = nameText(apex)
  if ('rule' in content) {
    const place = { file, line: 1, column: 1, length: 1 }
    const problem = { rule: content.rule, severity: 'error' as const, said: { message: content.why }, place }
    return { zone, whole: false, records: [], problems: told([problem]) }
  }
  const source: Source = {
    ...content,
    file,
    identity: file,
    include: (written) => ({ rule: 'include-refused', message: say('include-of-text', { file: written }) }),
  }
  const builder = new ZoneBuilder(apex, source.size)
  const { problems } = parseZoneFile(source, { origin: apex }, builder)
  const records = recordsOf(builder.finish()).map(({ owner, ttl, type, rdata, line }) => ({
    owner: nameText(owner),
    ttl,
    type: typeName(type),
    data: printRdata(type, rdata, 0, rdata.length),
    line,
  }))
  return { zone, whole: !hasError(problems), records, problems: told(problems) }
}
