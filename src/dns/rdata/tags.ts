// Short special fields: the tag of CAA, the data of DOA, the key of KEY, the 64-bit number of IPN.

import type { Octets } from '../octets.ts'
import { type Label, say } from '../says.ts'
import { isDash, printRestBase64, takeRestBase64 } from './binary.ts'
import { type Cursor, type Field, field, sized } from './field.ts'
import { measureString } from './strings.ts'
import type { Words } from './words.ts'

/** A property tag (RFC 8659 §4.1): letters and digits behind a length octet, written without quotes. */
export function tag(label: Label): Field {
  const parse = (words: Words, out: Octets) => {
    const start = words.start[words.next]!
    const size = words.bare ? words.end[words.next]! - start : 0
    if (size < 1 || size > 255 || !isAlphanumeric(words.bytes, start, start + size)) {
      return words.cannot(label, say('need-tag'))
    }
    out.u8(size)
    out.append(words.bytes, start, start + size)
    words.next++
    return true
  }
  const print = (cursor: Cursor) => {
    const from = cursor.at + 1
    cursor.at = from + cursor.bytes[cursor.at]!
    return String.fromCharCode(...cursor.bytes.subarray(from, cursor.at))
  }
  const measure = (bytes: Uint8Array, at: number, end: number) => {
    const size = measureString(bytes, at, end)
    return size > 1 && isAlphanumeric(bytes, at + 1, at + size) ? size : -1
  }
  return field(label, parse, print, measure)
}

/** Base64 up to the end of the record, or `-` for no octets. */
export function base64OrDash(label: Label): Field {
  const parse = (words: Words, out: Octets) => {
    if (!isDash(words)) return takeRestBase64(words, label, 1, out)
    words.next++
    return true
  }
  const print = (cursor: Cursor) => (cursor.at === cursor.end ? '-' : printRestBase64(cursor))
  return field(label, parse, print, (_, at, end) => end - at)
}

/** The public key of a KEY record in base64: the first two bits of the flags, four octets before it, say together that there is none. */
export function keyOrNone(label: Label): Field {
  const least = (bytes: Uint8Array, at: number) => ((bytes[at - 4]! & 0xc0) === 0xc0 ? 0 : 1)
  const parse = (words: Words, out: Octets) => takeRestBase64(words, label, least(out.bytes, out.length), out)
  const measure = (bytes: Uint8Array, at: number, end: number) => (end - at < least(bytes, at) ? -1 : end - at)
  return field(label, parse, printRestBase64, measure)
}

/** A whole number of 64 bits. */
export function u64(label: Label): Field {
  const parse = (words: Words, out: Octets) => {
    const text = words.bare ? words.text() : ''
    const value = /^\d{1,20}$/.test(text) ? BigInt(text) : -1n
    if (value < 0n || value >= 2n ** 64n)
      return words.cannot(label, say('need-number', { most: String(2n ** 64n - 1n) }))
    words.next++
    out.u32(Number(value >> 32n))
    out.u32(Number(value & 0xffffffffn))
    return true
  }
  const print = (cursor: Cursor) => {
    let value = 0n
    for (let i = 0; i < 8; i++) value = (value << 8n) | BigInt(cursor.bytes[cursor.at++]!)
    return String(value)
  }
  return field(label, parse, print, sized(8))
}

function isAlphanumeric(bytes: Uint8Array, from: number, to: number): boolean {
  for (let p = from; p < to; p++) {
    const octet = bytes[p]!
    const isDigit = octet >= 0x30 && octet <= 0x39
    const lower = octet | 0x20
    if (!isDigit && (octet < 0x41 || lower < 0x61 || lower > 0x7a)) return false
  }
  return true
}
