// Fields of types that nobody should use any more, but that old zones may hold: X25, NSAP, GPOS, ATMA, A6, NXT.

import { ipv6Text, parseIpv6 } from '../address.ts'
import { measureName } from '../compressed-name.ts'
import { Octets } from '../octets.ts'
import type { Said } from '../said.ts'
import { fieldSaid, type Label, say } from '../says.ts'
import { typeFromBytes, typeName } from '../types.ts'
import { appendHex, hexText } from './binary.ts'
import { type Cursor, type Field, field, type Tell } from './field.ts'
import { printName, takeName } from './names.ts'
import { takeNumber } from './numbers.ts'
import { measureString, printString, takeString } from './strings.ts'
import type { Words } from './words.ts'

/** A character-string that has to match: the number of X25 (RFC 1183 §3.1), the coordinates of GPOS (RFC 1712 §3). */
export function matching(label: Label, pattern: RegExp, need: Said): Field {
  const parse = (words: Words, out: Octets) => {
    const from = out.length
    if (!takeString(words, label, out)) return false
    if (pattern.test(latin1(out.bytes, from + 1, out.length))) return true
    words.next--
    return words.refuse(say('field-unreadable', { label: fieldSaid(label), text: words.text(), need }))
  }
  const measure = (bytes: Uint8Array, at: number, end: number) => {
    const size = measureString(bytes, at, end)
    return size > 0 && pattern.test(latin1(bytes, at + 1, at + size)) ? size : -1
  }
  return field(label, parse, printString, measure)
}

/** An NSAP address (RFC 1706 §5): `0x` and hexadecimal digits, with dots wherever they please. */
export function nsap(label: Label): Field {
  const parse = (words: Words, out: Octets) => {
    const text = words.bare ? words.text() : ''
    const digits = encode(text.slice(2).replaceAll('.', ''))
    const ok = /^0x[0-9a-f.]+$/i.test(text) && digits.length > 0 && appendHex(digits, 0, digits.length, out)
    if (!ok) return words.cannot(label, say('need-nsap'))
    words.next++
    return true
  }
  const print = (cursor: Cursor) => {
    const from = cursor.at
    cursor.at = cursor.end
    return `0x${hexText(cursor.bytes, from, cursor.end)}`
  }
  return field(label, parse, print, (_, at, end) => (end > at ? end - at : -1))
}

/** An ATM address: `+` and the digits of E.164 (format 1), else hexadecimal digits, with single dots between them (format 0). */
export function atmAddress(label: Label): Field {
  const parse = (words: Words, out: Octets) => {
    const text = words.bare ? words.text() : ''
    const isE164 = text.startsWith('+')
    const digits = encode(text.replace(/[+.]/g, ''))
    out.u8(isE164 ? 1 : 0)
    const isDotted = /^\+?[0-9a-f]+(\.[0-9a-f]+)*$/i.test(text)
    if (isDotted && isE164 && /^[0-9]+$/.test(text.replace(/[+.]/g, ''))) out.append(digits)
    else if (isE164 || !isDotted || !appendHex(digits, 0, digits.length, out)) {
      return words.cannot(label, say('need-atm'))
    }
    words.next++
    return true
  }
  const print = (cursor: Cursor) => {
    const from = cursor.at + 1
    const isE164 = cursor.bytes[cursor.at] === 1
    cursor.at = cursor.end
    return isE164 ? `+${latin1(cursor.bytes, from, cursor.end)}` : hexText(cursor.bytes, from, cursor.end)
  }
  const measure = (bytes: Uint8Array, at: number, end: number) => {
    if (end - at < 2 || bytes[at]! > 1) return -1
    return bytes[at] === 0 || /^[0-9]+$/.test(latin1(bytes, at + 1, end)) ? end - at : -1
  }
  return field(label, parse, print, measure)
}

/**
 * The whole rdata of an A6 record (RFC 2874 §3.1): a prefix length, the address bits after the prefix, and where that length
 * is not 0 the name that has the bits before. RFC 6563 made it historic; its name stays as spelled in canonical form too.
 */
export function a6(): Field {
  return field('address', parseA6, printA6, measureA6, { tell: tellA6 })
}

function parseA6(words: Words, out: Octets): boolean {
  const prefix = takeNumber(words, 'prefix length', 128)
  if (prefix < 0) return false
  out.u8(prefix)
  if (prefix < 128) {
    const address = new Octets(16)
    const { bytes, next } = words
    const known = words.bare && parseIpv6(bytes, words.start[next]!, words.end[next]!, address)
    if (!known) return words.cannot('address suffix', say('need-ipv6-suffix'))
    words.next++
    const first = prefix >> 3
    address.bytes[first]! &= 0xff >> (prefix & 7) // "the pad bits MUST be zero"
    out.append(address.bytes, first, 16)
  }
  return prefix === 0 || takeName(words, 'prefix name', out)
}

function printA6(cursor: Cursor): string {
  const { bytes } = cursor
  const prefix = bytes[cursor.at++]!
  const size = 16 - (prefix >> 3)
  const address = new Uint8Array(16)
  address.set(bytes.subarray(cursor.at, cursor.at + size), 16 - size)
  cursor.at += size
  const suffix = prefix < 128 ? ` ${ipv6Text(address)}` : ''
  return `${prefix}${suffix}${prefix > 0 ? ` ${printName(cursor)}` : ''}`
}

/** An address without a prefix name is whole; with one the rest of its bits is elsewhere. */
const tellA6: Tell = (bytes, at, _end, word, listener) => {
  const prefix = bytes[at]!
  if (prefix === 0) listener.address(bytes.subarray(at + 1, at + 17), word + 1)
  else listener.name(at + 1 + (prefix > 127 ? 0 : 16 - (prefix >> 3)), word + (prefix === 128 ? 1 : 2))
}

function measureA6(bytes: Uint8Array, at: number, end: number): number {
  const prefix = at < end ? bytes[at]! : 255
  const suffix = prefix > 128 ? 0 : 16 - (prefix >> 3)
  const name = at + 1 + suffix
  if (prefix > 128 || name > end || (suffix > 0 && bytes[at + 1]! >> (8 - (prefix & 7)) !== 0)) return -1
  if (prefix === 0) return 17
  const size = measureName(bytes, name, end)
  return size < 0 ? -1 : 1 + suffix + size
}

/** The types of an NXT record (RFC 2535 §5.2): one bitmap of types 1 to 127. */
export function oldBitmap(label: Label): Field {
  const parse = (words: Words, out: Octets) => {
    const from = out.length
    for (; words.left > 0; words.next++) {
      const { bytes, next } = words
      const type = words.bare ? typeFromBytes(bytes, words.start[next]!, words.end[next]!) : -1
      if (type < 1 || type > 127) return words.cannot(label, say('need-old-type'))
      while (out.length - from <= type >> 3) out.u8(0)
      out.bytes[from + (type >> 3)]! |= 0x80 >> (type & 7)
    }
    return out.length > from || words.cannot(label, say('need-type'))
  }
  const print = (cursor: Cursor) => {
    const { bytes, at, end } = cursor
    const names: string[] = []
    for (let type = 0; type < (end - at) * 8; type++) {
      if (bytes[at + (type >> 3)]! & (0x80 >> (type & 7))) names.push(typeName(type))
    }
    cursor.at = end
    return names.join(' ')
  }
  const measure = (bytes: Uint8Array, at: number, end: number) => {
    const size = end - at
    return size < 1 || size > 16 || bytes[at]! >= 0x80 || bytes[end - 1] === 0 ? -1 : size
  }
  return field(label, parse, print, measure)
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
