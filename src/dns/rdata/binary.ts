// Octets written in hexadecimal, base64 (RFC 4648 §4) or base32hex (RFC 4648 §7).

import { hexDigit } from '../address.ts'
import type { Octets } from '../octets.ts'
import { fieldSaid, type Label, say } from '../says.ts'
import { type Cursor, type Field, field } from './field.ts'
import { readNumber } from './numbers.ts'
import type { Words } from './words.ts'

/** Hexadecimal digits in one word or several up to the end of the record, `min` octets at least. */
export function restHex(label: Label, min: 0 | 1 = 1): Field {
  const parse = (words: Words, out: Octets) => takeRestHex(words, label, min, out)
  return field(label, parse, printRestHex, (_, at, end) => (end - at < min ? -1 : end - at))
}

/** Base64 in one word or several up to the end of the record, `min` octets at least. */
export function restBase64(label: Label, min: 0 | 1 = 1): Field {
  const parse = (words: Words, out: Octets) => takeRestBase64(words, label, min, out)
  return field(label, parse, printRestBase64, (_, at, end) => (end - at < min ? -1 : end - at))
}

/**
 * A digest in hexadecimal up to the end of the record. The octet before it names its kind; `sizes` gives the octets of the
 * kinds that are known, others have `min` at least. `scheme`: the sizes hold only where the octet before the kind is this one.
 */
export function digest(label: Label, sizes: Readonly<Record<number, number>>, min = 1, scheme?: number): Field {
  const parse = (words: Words, out: Octets) => {
    const from = out.length
    const first = words.next
    if (!takeRestHex(words, label, 1, out)) return false
    const wrong = wrongSize(out.bytes, from, out.length - from)
    return (
      wrong === undefined ||
      words.refuse(say('field-flawed', { label: fieldSaid(label), why: wrong }), undefined, first)
    )
  }
  const wrongSize = (bytes: Uint8Array, at: number, size: number) => {
    const kind = bytes[at - 1]!
    const wanted = scheme === undefined || bytes[at - 2] === scheme ? sizes[kind] : undefined
    if (wanted !== undefined && size !== wanted) return say('size-of-type', { size, type: kind, wanted })
    return size < min ? say('size-least', { size, least: min }) : undefined
  }
  const measure = (bytes: Uint8Array, at: number, end: number) =>
    wrongSize(bytes, at, end - at) === undefined ? end - at : -1
  return field(label, parse, printRestHex, measure)
}

/** A salt (RFC 5155 §3.3): a length octet and hexadecimal digits, `-` where it is empty. */
export function salt(label: Label): Field {
  const parse = (words: Words, out: Octets) => {
    const at = out.length
    out.u8(0)
    const { bytes, next } = words
    if (!words.bare) return words.cannot(label, say('need-salt'))
    if (!isDash(words)) {
      const ok = appendHex(bytes, words.start[next]!, words.end[next]!, out)
      if (!ok || out.length - at - 1 > 255) return words.cannot(label, say('need-salt'))
      out.bytes[at] = out.length - at - 1
    }
    words.next++
    return true
  }
  const print = (cursor: Cursor) => {
    const size = cursor.bytes[cursor.at++]!
    cursor.at += size
    return size === 0 ? '-' : hexText(cursor.bytes, cursor.at - size, cursor.at)
  }
  return field(label, parse, print, measureCounted)
}

/** A hash (RFC 5155 §3.3): a length octet and base32hex without padding. */
export function base32hex(label: Label): Field {
  const parse = (words: Words, out: Octets) => {
    const at = out.length
    out.u8(0)
    const { bytes, next } = words
    const ok = words.bare && appendBase32hex(bytes, words.start[next]!, words.end[next]!, out)
    const size = out.length - at - 1
    if (!ok || size === 0 || size > 255) return words.cannot(label, say('need-base32hex'))
    out.bytes[at] = size
    words.next++
    return true
  }
  const print = (cursor: Cursor) => {
    const size = cursor.bytes[cursor.at++]!
    cursor.at += size
    return base32hexText(cursor.bytes, cursor.at - size, cursor.at)
  }
  const measure = (bytes: Uint8Array, at: number, end: number) =>
    bytes[at] === 0 ? -1 : measureCounted(bytes, at, end)
  return field(label, parse, print, measure)
}

/** `-`, as a bare word of its own, stands for no octets. */
export function isDash(words: Words): boolean {
  const { next } = words
  return words.bare && words.end[next]! - words.start[next]! === 1 && words.bytes[words.start[next]!] === 0x2d
}

/** Appends pairs of hexadecimal digits; false where there is another character or an odd number of digits. */
export function appendHex(bytes: Uint8Array, start: number, end: number, out: Octets): boolean {
  if ((end - start) % 2 !== 0) return false
  for (let p = start; p < end; p += 2) {
    const high = hexDigit[bytes[p]!]!
    const low = hexDigit[bytes[p + 1]!]!
    if (high < 0 || low < 0) return false
    out.u8((high << 4) | low)
  }
  return true
}

/** Takes all words left as one run of hexadecimal digits: a digit pair may be split between two words. */
export function takeRestHex(words: Words, label: Label, min: number, out: Octets): boolean {
  const from = out.length
  let high = -1
  for (; words.left > 0; words.next++) {
    if (!words.bare) return words.cannot(label, say('need-hex'))
    for (let p = words.start[words.next]!; p < words.end[words.next]!; p++) {
      const digit = hexDigit[words.bytes[p]!]!
      if (digit < 0) return words.cannot(label, say('need-hex'))
      if (high >= 0) out.u8((high << 4) | digit)
      high = high < 0 ? digit : -1
    }
  }
  if (high >= 0) return words.refuse(say('field-odd-hex', { label: fieldSaid(label) }), undefined, words.count - 1)
  return out.length - from >= min || words.cannot(label, say('need-hex'))
}

/** Takes all words left as one run of base64. */
export function takeRestBase64(words: Words, label: Label, min: number, out: Octets): boolean {
  const from = out.length
  const decoder = new Base64()
  for (; words.left > 0; words.next++) {
    const { bytes, next } = words
    if (!words.bare || !decoder.take(bytes, words.start[next]!, words.end[next]!, out))
      return words.cannot(label, say('need-base64'))
  }
  if (!decoder.complete) {
    return words.refuse(say('field-short-base64', { label: fieldSaid(label) }), undefined, words.count - 1)
  }
  return out.length - from >= min || words.cannot(label, say('need-base64'))
}

/** Appends what base64 in bytes[start, end) stands for; false where it is malformed or incomplete. */
export function appendBase64(bytes: Uint8Array, start: number, end: number, out: Octets): boolean {
  const decoder = new Base64()
  return decoder.take(bytes, start, end, out) && decoder.complete
}

export function hexText(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let p = from; p < to; p++) text += hexPair[bytes[p]!]
  return text
}

export function base64Text(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('base64')
}

function printRestHex(cursor: Cursor): string {
  const from = cursor.at
  cursor.at = cursor.end
  return hexText(cursor.bytes, from, cursor.end)
}

export function printRestBase64(cursor: Cursor): string {
  const from = cursor.at
  cursor.at = cursor.end
  return base64Text(cursor.bytes, from, cursor.end)
}

/** Reads the count that stands before the octets in words like `\# 4 C0000201`; -1 where it is none. */
export function readCount(words: Words): number {
  const { bytes, next } = words
  return words.bare ? readNumber(bytes, words.start[next]!, words.end[next]!, 0xffff) : -1
}

function measureCounted(bytes: Uint8Array, at: number, end: number): number {
  return at >= end || at + 1 + bytes[at]! > end ? -1 : bytes[at]! + 1
}

/** Base64 that arrives in pieces: four characters make three octets (RFC 4648 §4). */
class Base64 {
  #bits = 0
  #characters = 0
  #padding = 0

  /** Whether all groups of four are full. */
  get complete(): boolean {
    return this.#characters === 0
  }

  take(bytes: Uint8Array, start: number, end: number, out: Octets): boolean {
    for (let p = start; p < end; p++) if (!this.#character(bytes[p]!, out)) return false
    return true
  }

  #character(octet: number, out: Octets): boolean {
    const value = base64Digit[octet]!
    if (octet === PAD) {
      if (this.#characters < 2) return false
      this.#padding++
    } else if (value < 0 || this.#padding > 0) return false
    this.#bits = (this.#bits << 6) | Math.max(value, 0)
    if (++this.#characters < 4) return true
    return this.#flush(out)
  }

  #flush(out: Octets): boolean {
    // RFC 4648 §3.5: bits of the last group that no octet uses must be zero.
    if (this.#padding > 0 && (this.#bits & (256 ** this.#padding - 1)) !== 0) return false
    for (let i = 2; i >= this.#padding; i--) out.u8(this.#bits >>> (8 * i))
    this.#bits = 0
    this.#characters = 0
    return true
  }
}

const PAD = 0x3d
const base64Digit = digits('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const BASE32HEX = '0123456789ABCDEFGHIJKLMNOPQRSTUV'
const base32hexDigit = digits(BASE32HEX, BASE32HEX.toLowerCase())
const hexPair = Array.from({ length: 256 }, (_, octet) => octet.toString(16).toUpperCase().padStart(2, '0'))

function digits(...alphabets: string[]): Int8Array {
  const table = new Int8Array(256).fill(-1)
  for (const alphabet of alphabets) for (let i = 0; i < alphabet.length; i++) table[alphabet.charCodeAt(i)] = i
  return table
}

function appendBase32hex(bytes: Uint8Array, start: number, end: number, out: Octets): boolean {
  let bits = 0
  let count = 0
  for (let p = start; p < end; p++) {
    const digit = base32hexDigit[bytes[p]!]!
    if (digit < 0) return false
    bits = ((bits << 5) | digit) & 0xfff
    count += 5
    if (count >= 8) {
      count -= 8
      out.u8((bits >>> count) & 0xff)
    }
  }
  return count < 5 && (bits & (2 ** count - 1)) === 0
}

function base32hexText(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  let bits = 0
  let count = 0
  for (let p = from; p < to; p++) {
    bits = ((bits << 8) | bytes[p]!) & 0xfff
    for (count += 8; count >= 5; ) {
      count -= 5
      text += BASE32HEX[(bits >>> count) & 31]
    }
  }
  return count > 0 ? text + BASE32HEX[(bits << (5 - count)) & 31] : text
}
