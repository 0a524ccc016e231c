// When a signature begins and ends to be valid (RFC 4034 §3.2): YYYYMMDDHHmmSS in UTC, or seconds since 1970. 32 bits go round
// once in 136 years, and are compared in circular arithmetic (RFC 4034 §3.1.5): dates after 2106 have a place too.

import { get32 } from '../big-endian.ts'
import type { Octets } from '../octets.ts'
import { type Label, say } from '../says.ts'
import { type Cursor, type Field, field, sized } from './field.ts'
import { readNumber } from './numbers.ts'
import type { Words } from './words.ts'

export function time(label: Label): Field {
  const parse = (words: Words, out: Octets) => {
    const seconds = words.bare ? readTime(words) : -1
    if (seconds < 0) return words.cannot(label, say('need-time'))
    words.next++
    out.u32(seconds)
    return true
  }
  return field(label, parse, printTime, sized(4))
}

/** Of the two forms the one with 14 digits is a date; all shorter ones are seconds (RFC 4034 §3.2). */
function readTime(words: Words): number {
  const start = words.start[words.next]!
  const end = words.end[words.next]!
  if (end - start !== 14) return readNumber(words.bytes, start, end, 0xffffffff)
  const part = (from: number, to: number) => readNumber(words.bytes, start + from, start + to, 9999)
  const [year, month, day] = [part(0, 4), part(4, 6), part(6, 8)]
  const [hour, minute, second] = [part(8, 10), part(10, 12), part(12, 14)]
  if (year < 1970 || hour < 0 || minute < 0 || second < 0) return -1
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return same ? (date.getTime() / 1000) % 2 ** 32 : -1
}

function printTime(cursor: Cursor): string {
  cursor.at += 4
  const date = new Date(get32(cursor.bytes, cursor.at - 4) * 1000)
  return date.toISOString().replace(/\.000Z$|[-:T]/g, '')
}
