// The set of types that a name owns, as NSEC, NSEC3 and CSYNC carry it (RFC 4034 §4.1.2).

import type { Octets } from '../octets.ts'
import { type Label, say } from '../says.ts'
import { typeFromBytes, typeName } from '../types.ts'
import { type Cursor, type Field, field } from './field.ts'
import type { Words } from './words.ts'

//  one block per window of 256 types, windows without types left out, blocks in ascending order:
//  +--------+--------+- - - - - - - - -+
//  | window | length | bitmap, 1 to 32 |   bit 0 (0x80 of the first octet) is type 256 * window
//  +--------+--------+- - - - - - - - -+

/** Type mnemonics up to the end of the record; `min` is how many there must be. */
export function typeBitmap(label: Label, min: 0 | 1): Field {
  const parse = (words: Words, out: Octets) => {
    if (words.left < min) return words.cannot(label, say('need-type'))
    set.fill(0)
    for (; words.left > 0; words.next++) {
      const { bytes, next } = words
      const type = words.bare ? typeFromBytes(bytes, words.start[next]!, words.end[next]!) : -1
      if (type < 0) return words.cannot(label, say('need-any-type'))
      set[type >> 3]! |= 0x80 >> (type & 7)
    }
    appendBlocks(out)
    return true
  }
  const measure = (bytes: Uint8Array, at: number, end: number) => (end - at < min ? -1 : measureBlocks(bytes, at, end))
  return field(label, parse, printBlocks, measure)
}

/** One bit for each of the 65,536 types; one record is read at a time. */
const set = new Uint8Array(8192)

function appendBlocks(out: Octets): void {
  for (let window = 0; window < 256; window++) {
    const first = window * 32
    let length = 32
    while (length > 0 && set[first + length - 1] === 0) length--
    if (length === 0) continue
    out.u8(window)
    out.u8(length)
    out.append(set, first, first + length)
  }
}

function printBlocks(cursor: Cursor): string {
  const names: string[] = []
  const { bytes } = cursor
  while (cursor.at < cursor.end) {
    const window = bytes[cursor.at]!
    const length = bytes[cursor.at + 1]!
    for (let bit = 0; bit < length * 8; bit++) {
      if (bytes[cursor.at + 2 + (bit >> 3)]! & (0x80 >> (bit & 7))) names.push(typeName(window * 256 + bit))
    }
    cursor.at += 2 + length
  }
  return names.join(' ')
}

function measureBlocks(bytes: Uint8Array, at: number, end: number): number {
  let previous = -1
  let p = at
  while (p < end) {
    if (p + 2 > end) return -1
    const window = bytes[p]!
    const length = bytes[p + 1]!
    if (window <= previous || length === 0 || length > 32 || p + 2 + length > end) return -1
    // "Trailing zero octets in the bitmap MUST be omitted."
    if (bytes[p + 1 + length] === 0) return -1
    previous = window
    p += 2 + length
  }
  return p - at
}
