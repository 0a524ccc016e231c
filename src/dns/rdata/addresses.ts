// IPv4 and IPv6 addresses in rdata.

import { ipv4Text, ipv6Text, parseIpv4, parseIpv6 } from '../address.ts'
import type { Octets } from '../octets.ts'
import { type Label, say } from '../says.ts'
import { type Cursor, type Field, field, sized, tellAddress } from './field.ts'
import type { Words } from './words.ts'

export function ipv4(label: Label): Field {
  return field(label, (words, out) => takeIpv4(words, label, out), printIpv4, sized(4), { tell: tellAddress(4) })
}

export function ipv6(label: Label): Field {
  return field(label, (words, out) => takeIpv6(words, label, out), printIpv6, sized(16), { tell: tellAddress(16) })
}

export function takeIpv4(words: Words, label: Label, out: Octets): boolean {
  const { bytes, next } = words
  if (words.bare && parseIpv4(bytes, words.start[next]!, words.end[next]!, out)) {
    words.next++
    return true
  }
  const { length } = out
  const is6 = words.bare && parseIpv6(bytes, words.start[next]!, words.end[next]!, out)
  out.length = length
  return words.cannot(label, say('need-ipv4'), is6 ? say('ipv6-in-aaaa') : undefined)
}

export function takeIpv6(words: Words, label: Label, out: Octets): boolean {
  const { bytes, next } = words
  if (words.bare && parseIpv6(bytes, words.start[next]!, words.end[next]!, out)) {
    words.next++
    return true
  }
  const { length } = out
  const is4 = words.bare && parseIpv4(bytes, words.start[next]!, words.end[next]!, out)
  out.length = length
  return words.cannot(label, say('need-ipv6'), is4 ? say('ipv4-in-a') : undefined)
}

export function printIpv4(cursor: Cursor): string {
  cursor.at += 4
  return ipv4Text(cursor.bytes, cursor.at - 4)
}

export function printIpv6(cursor: Cursor): string {
  cursor.at += 16
  return ipv6Text(cursor.bytes, cursor.at - 16)
}
