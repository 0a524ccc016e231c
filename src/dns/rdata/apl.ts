// Lists of address prefixes (RFC 3123): `1:192.0.2.0/24 !2:2001:db8::/32`.

import { ipv4Text, ipv6Text, parseIpv4, parseIpv6 } from '../address.ts'
import { get16 } from '../big-endian.ts'
import type { Octets } from '../octets.ts'
import { type Label, say } from '../says.ts'
import { type Cursor, type Field, field, type Tell } from './field.ts'
import { readNumber } from './numbers.ts'
import type { Words } from './words.ts'

//  +--------------------------------+--------+-+-------+- - - - - - - - - - - -+
//  |            family              | prefix |N| length | address, zero octets  |
//  |                                |        | |        | at its end left out   |
//  +--------------------------------+--------+-+-------+- - - - - - - - - - - -+

/** Prefixes up to the end of the record, perhaps none. */
export function prefixes(label: Label): Field {
  const parse = (words: Words, out: Octets) => {
    for (; words.left > 0; words.next++) {
      if (!words.bare || !parsePrefix(words, out)) return words.cannot(label, say('need-prefix'))
    }
    return true
  }
  const print = (cursor: Cursor) => {
    const items: string[] = []
    while (cursor.at < cursor.end) {
      const item = printPrefix(cursor)
      if (item === undefined) return undefined
      items.push(item)
    }
    return items.join(' ')
  }
  return field(label, parse, print, measurePrefixes, { tell: tellPrefixes })
}

function parsePrefix(words: Words, out: Octets): boolean {
  const { bytes } = words
  const end = words.end[words.next]!
  let start = words.start[words.next]!
  const negated = bytes[start] === 0x21
  if (negated) start++
  const colon = bytes.indexOf(0x3a, start)
  const slash = bytes.indexOf(0x2f, start)
  if (colon < 0 || slash < colon || slash >= end) return false
  const family = readNumber(bytes, start, colon, 2)
  const length = readNumber(bytes, slash + 1, end, family === 1 ? 32 : 128)
  if (family < 1 || length < 0) return false
  out.u16(family)
  out.u8(length)
  const at = out.length
  out.u8(0)
  const known = family === 1 ? parseIpv4(bytes, colon + 1, slash, out) : parseIpv6(bytes, colon + 1, slash, out)
  if (!known) return false
  // RFC 3123 §4: trailing zero octets must not be sent.
  while (out.length > at + 1 && out.bytes[out.length - 1] === 0) out.length--
  out.bytes[at] = (negated ? 0x80 : 0) | (out.length - at - 1)
  return true
}

/** Undefined for a family that has no text form. */
function printPrefix(cursor: Cursor): string | undefined {
  const { bytes, at } = cursor
  const family = get16(bytes, at)
  if (family !== 1 && family !== 2) return undefined
  const size = bytes[at + 3]! & 0x7f
  const address = new Uint8Array(16)
  address.set(bytes.subarray(at + 4, at + 4 + size))
  cursor.at = at + 4 + size
  const text = family === 1 ? ipv4Text(address) : ipv6Text(address)
  return `${bytes[at + 3]! & 0x80 ? '!' : ''}${family}:${text}/${bytes[at + 2]}`
}

const tellPrefixes: Tell = (bytes, at, end, word, listener) => {
  for (let p = at, i = word; p < end; p += 4 + (bytes[p + 3]! & 0x7f), i++) {
    const family = get16(bytes, p)
    if (family !== 1 && family !== 2) continue
    const address = new Uint8Array(family === 1 ? 4 : 16)
    address.set(bytes.subarray(p + 4, p + 4 + (bytes[p + 3]! & 0x7f)))
    listener.address(address, i)
  }
}

/** RFC 3123 §4 leaves the families open: for families without a text form we check only the lengths. */
function measurePrefixes(bytes: Uint8Array, at: number, end: number): number {
  let p = at
  while (p < end) {
    if (p + 4 > end) return -1
    const family = get16(bytes, p)
    const size = bytes[p + 3]! & 0x7f
    if (family === 1 && (bytes[p + 2]! > 32 || size > 4)) return -1
    if (family === 2 && (bytes[p + 2]! > 128 || size > 16)) return -1
    if (p + 4 + size > end || (size > 0 && bytes[p + 3 + size] === 0)) return -1
    p += 4 + size
  }
  return p - at
}
