// A gateway or relay whose kind an earlier octet tells: nothing, an address or a name (RFC 4025 §2.3, RFC 8777 §4.2.2).

import { measureName } from '../compressed-name.ts'
import type { Octets } from '../octets.ts'
import { type Label, say } from '../says.ts'
import { printIpv4, printIpv6, takeIpv4, takeIpv6 } from './addresses.ts'
import { type Cursor, type Field, field, sized, type Tell, tellAddress } from './field.ts'
import { printName, takeName, tellName } from './names.ts'
import { takeNumber } from './numbers.ts'
import type { Words } from './words.ts'

/** The kind stands in the bits `mask` of the octet that lies `back` octets before the field. */
export function gateway(label: Label, back: number, mask = 0xff): Field {
  const parse = (words: Words, out: Octets) => {
    const kind = out.bytes[out.length - back]! & mask
    if (kind === 0) return takeDot(words, label)
    if (kind === 1) return takeIpv4(words, label, out)
    if (kind === 2) return takeIpv6(words, label, out)
    if (kind === 3) return takeName(words, label, out)
    return words.cannot(label, say('gateway-unknown', { type: kind }))
  }
  const print = (cursor: Cursor) => printers[cursor.bytes[cursor.at - back]! & mask]!(cursor)
  const measure = (bytes: Uint8Array, at: number, end: number) => {
    const kind = bytes[at - back]! & mask
    return kind > 3 ? -1 : measures[kind]!(bytes, at, end)
  }
  const tell: Tell = (bytes, at, end, word, listener) =>
    tellers[bytes[at - back]! & mask]?.(bytes, at, end, word, listener)
  return field(label, parse, print, measure, { tell })
}

/** RFC 8777 §4.2: the discovery bit and the type of the relay share an octet but are two words. */
export function relayType(): Field {
  const parse = (words: Words, out: Octets) => {
    const discovery = takeNumber(words, 'discovery optional', 1)
    if (discovery < 0) return false
    const type = takeNumber(words, 'relay type', 127)
    if (type < 0) return false
    out.u8((discovery << 7) | type)
    return true
  }
  const print = (cursor: Cursor) => {
    const octet = cursor.bytes[cursor.at++]!
    return `${octet >> 7} ${octet & 0x7f}`
  }
  return field(['discovery optional', 'relay type'], parse, print, sized(1), { words: 2 })
}

const measures = [sized(0), sized(4), sized(16), measureName]
const tellers = [undefined, tellAddress(4), tellAddress(16), tellName]
const printers = [() => '.', printIpv4, printIpv6, printName]

function takeDot(words: Words, label: Label): boolean {
  if (!words.bare || words.text() !== '.') return words.cannot(label, say('gateway-none'))
  words.next++
  return true
}
