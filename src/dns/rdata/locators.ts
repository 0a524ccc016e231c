// Identifiers written in groups of hexadecimal digits: EUI-48 and EUI-64 (RFC 7043), NID and L64 (RFC 6742).

import { hexDigit } from '../address.ts'
import type { Octets } from '../octets.ts'
import { type Label, say } from '../says.ts'
import { type Cursor, type Field, field, sized, type Tell } from './field.ts'
import type { Words } from './words.ts'

/** `size` octets in pairs of digits with hyphens between (RFC 7043 §3.2, §4.2). */
export function eui(label: Label, size: 6 | 8): Field {
  const example = size === 6 ? '00-00-5e-00-53-2a' : '00-00-5e-ef-10-00-00-2a'
  return groups(label, size, 1, 0x2d, example)
}

/** 64 bits in four groups with colons between (RFC 6742 §2.1.2): a node, whatever network it is in. */
export function identifier64(label: Label): Field {
  return groups(label, 8, 2, 0x3a, '0014:4fff:ff20:ee64')
}

/** 64 bits in four groups with colons between (RFC 6742 §2.3.2): the first half of IPv6 addresses. */
export function locator64(label: Label): Field {
  return groups(label, 8, 2, 0x3a, '2001:0db8:1140:1000', (bytes, at, _end, word, listener) => {
    const network = new Uint8Array(16)
    network.set(bytes.subarray(at, at + 8))
    listener.address(network, word)
  })
}

function groups(label: Label, size: number, groupSize: 1 | 2, separator: number, example: string, tell?: Tell): Field {
  const parse = (words: Words, out: Octets) => {
    const from = out.length
    if (!words.bare || !parseGroups(words, size / groupSize, groupSize, separator, out)) {
      out.length = from
      return words.cannot(label, say('need-identifier', { example }))
    }
    words.next++
    return true
  }
  const print = (cursor: Cursor) => {
    const texts: string[] = []
    for (const end = cursor.at + size; cursor.at < end; cursor.at += groupSize) {
      const group = cursor.bytes.subarray(cursor.at, cursor.at + groupSize)
      texts.push(Array.from(group, (octet) => octet.toString(16).padStart(2, '0')).join(''))
    }
    return texts.join(String.fromCharCode(separator))
  }
  return field(label, parse, print, sized(size), { tell })
}

function parseGroups(words: Words, count: number, groupSize: 1 | 2, separator: number, out: Octets): boolean {
  const { bytes } = words
  const end = words.end[words.next]!
  let p = words.start[words.next]!
  for (let group = 0; group < count; group++) {
    if (group > 0 && bytes[p++] !== separator) return false
    const first = p
    let value = 0
    for (; p < end && hexDigit[bytes[p]!]! >= 0 && p - first < groupSize * 2; p++)
      value = (value << 4) | hexDigit[bytes[p]!]!
    // EUI has two digits always; of locators leading zeros may be left out, as in IPv6 addresses.
    if (p === first || (groupSize === 1 && p - first !== 2)) return false
    if (groupSize === 2) out.u16(value)
    else out.u8(value)
  }
  return p === end
}
