// Whole numbers of 1, 2 or 4 octets, by themselves, as spans of time, or with names for some of their values.

import { get16, get32 } from '../big-endian.ts'
import type { Mnemonics } from '../mnemonics.ts'
import type { Octets } from '../octets.ts'
import { type Label, say } from '../says.ts'
import { parseTtl } from '../ttl.ts'
import { type Cursor, type Field, field, sized } from './field.ts'
import type { Words } from './words.ts'

export const u8 = (label: Label): Field => number(label, 1)
export const u16 = (label: Label): Field => number(label, 2)
export const u32 = (label: Label): Field => number(label, 4)

/** 32 bits of seconds, which master files may write with units: `1h30m`. */
export function period(label: Label): Field {
  const need = say('need-seconds')
  const parse = (words: Words, out: Octets) => {
    const value = words.bare ? parseTtl(words.bytes, words.start[words.next]!, words.end[words.next]!, 0xffffffff) : -1
    if (value < 0) return words.cannot(label, need)
    words.next++
    out.u32(value)
    return true
  }
  return field(label, parse, print4, sized(4))
}

/** A number that may be written as one of the names; printed as a name only where `named` says so. */
export function coded(label: Label, size: 1 | 2, names: Mnemonics, named = false): Field {
  const need = say('need-number-or-name', { most: 256 ** size - 1 })
  const parse = (words: Words, out: Octets) => {
    const { bytes, next } = words
    const value = words.bare ? names.codeFromBytes(bytes, words.start[next]!, words.end[next]!) : -1
    if (value < 0) return words.cannot(label, need)
    words.next++
    write(out, size, value)
    return true
  }
  const print = (cursor: Cursor) => {
    const text = printers[size](cursor)
    return named ? names.name(Number(text)) : text
  }
  return field(label, parse, print, sized(size))
}

/** The number in bytes[start, end), digits only, or -1 where it is none or more than `max`. */
export function readNumber(bytes: Uint8Array, start: number, end: number, max: number): number {
  let value = 0
  for (let p = start; p < end; p++) {
    const digit = bytes[p]! - 0x30
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
    if (value > max) return -1
  }
  return start < end ? value : -1
}

/** The next word as a number up to `max`, taken; -1 where it is refused. */
export function takeNumber(words: Words, label: Label, max: number): number {
  const { bytes, next } = words
  const value = words.bare ? readNumber(bytes, words.start[next]!, words.end[next]!, max) : -1
  if (value < 0) words.cannot(label, say('need-number', { most: max }))
  else words.next++
  return value
}

function number(label: Label, size: 1 | 2 | 4): Field {
  const max = 256 ** size - 1
  const parse = (words: Words, out: Octets) => {
    const value = takeNumber(words, label, max)
    if (value < 0) return false
    write(out, size, value)
    return true
  }
  return field(label, parse, printers[size], sized(size))
}

function write(out: Octets, size: 1 | 2 | 4, value: number): void {
  if (size === 1) out.u8(value)
  else if (size === 2) out.u16(value)
  else out.u32(value)
}

const print1 = (cursor: Cursor) => String(cursor.bytes[cursor.at++])
const print2 = (cursor: Cursor) => {
  cursor.at += 2
  return String(get16(cursor.bytes, cursor.at - 2))
}
const print4 = (cursor: Cursor) => {
  cursor.at += 4
  return String(get32(cursor.bytes, cursor.at - 4))
}
const printers = { 1: print1, 2: print2, 4: print4 }
