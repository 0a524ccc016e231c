// Reads single records of other configurations as zone text of one line each. The reader of zone files reads them, so that each gets the
// checks of a record in a zone file, and each flaw has the line that it comes from.

import { ROOT } from '../../dns/name.ts'
import { inEnglish } from '../../supply/english.ts'
import { type FaceRecord, recordsOf } from '../../supply/faces/records.ts'
import { contentOf } from '../../text/zonefile/content.ts'
import { parseZoneFile } from '../../text/zonefile/parser.ts'
import type { Source } from '../../text/zonefile/source.ts'
import { ZoneBuilder } from '../../zone/builder.ts'
import type { Faults, Spot } from './faults.ts'

/** `owner TTL IN TYPE rdata`, names written out, on one line. */
export type RecordLine = { readonly text: string; readonly at: Spot }

/** A record with its place. `ttl` is that of its set, `written` its own (RFC 2181 §5.2: a set has one TTL). */
export type Placed = FaceRecord & { readonly at: Spot; readonly written: number }

export function readRecordLines(all: readonly RecordLine[], faults: Faults): Placed[] {
  const lines = all.filter(({ text, at }) => {
    const why = whyNoLine(text)
    if (why !== undefined) faults.add(at, why)
    return why === undefined
  })
  if (lines.length === 0) return []
  const text = lines.map((line) => `${line.text}\n`).join('')
  const builder = new ZoneBuilder(ROOT)
  const content = contentOf(text)
  if ('rule' in content) {
    faults.add(lines[0]!.at, 'this is no text')
    return []
  }
  const source: Source = { ...content, file: '', identity: '', include: noFile }
  const { problems } = parseZoneFile(source, { origin: ROOT, limits: { problems: MOST_TOLD } }, builder)
  for (const { place, severity, message } of inEnglish(problems))
    if (severity === 'error') faults.add(lines[place.line - 1]?.at ?? lines[0]!.at, message)
  return recordsOf(builder.finish()).map((record) => {
    const { at, text: own } = lines[record.line - 1]!
    return { ...record, at, written: Number(/^\S+ (\d+) /.exec(own)?.[1] ?? record.ttl) }
  })
}

/** Why the text would not be one record on one line; undefined where it is. */
function whyNoLine(text: string): string | undefined {
  if (/^[\s$;]/.test(text)) return 'a record begins with its owner'
  const plain = text.replaceAll(/\\.|"(?:[^"\\]|\\.)*"/gs, '')
  if (/["\n\r]/.test(plain)) return 'the text in quotes has no end'
  if (/[();]/.test(plain)) return 'parentheses and ";" stand in quotes, or behind "\\"'
  return undefined
}

const MOST_TOLD = 200

function noFile(): never {
  throw new Error('a line that we have made includes a file')
}

/**
 * Whether the first label is a star. To a nameserver the name stands for all names below (RFC 4592 §2.1.1), to these resolvers only for
 * itself.
 */
export function isStarName(owner: Uint8Array): boolean {
  return owner[0] === 1 && owner[1] === 0x2a
}
