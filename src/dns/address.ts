// IPv4 and IPv6 addresses as text and as octets in network order. Strict: what two programs might read in two ways is refused.

import { Octets } from './octets.ts'

/** Appends the four octets of `192.0.2.1`; false, and nothing appended, where bytes[start, end) is anything else. */
export function parseIpv4(bytes: Uint8Array, start: number, end: number, out: Octets): boolean {
  const from = out.length
  let p = start
  for (let octets = 0; octets < 4; octets++) {
    if (octets > 0 && bytes[p++] !== DOT) return undo(out, from)
    const first = p
    let value = 0
    for (; p < end && p - first < 3; p++) {
      const digit = bytes[p]! - 0x30
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    // A leading zero would mean octal to some (RFC 6943 §3.1.1).
    if (p === first || value > 255 || (bytes[first] === 0x30 && p - first > 1)) return undo(out, from)
    out.u8(value)
  }
  return p === end || undo(out, from)
}

/** Appends the sixteen octets of an address in a form of RFC 4291 §2.2; false, and nothing appended, for anything else. */
export function parseIpv6(bytes: Uint8Array, start: number, end: number, out: Octets): boolean {
  const from = out.length
  let gap = -1 // offset from `from` where `::` stands
  let p = start
  if (bytes[p] === COLON) {
    if (end - start < 2 || bytes[p + 1] !== COLON) return false
    gap = 0
    p += 2
  }
  while (p < end) {
    const first = p
    let value = 0
    for (; p < end && p - first < 5; p++) {
      const digit = hexDigit[bytes[p]!]!
      if (digit < 0) break
      value = (value << 4) | digit
    }
    if (p < end && bytes[p] === DOT) {
      if (out.length - from > 12 || !parseIpv4(bytes, first, end, out)) return undo(out, from)
      p = end
      break
    }
    if (p === first || p - first > 4 || out.length - from === 16) return undo(out, from)
    out.u16(value)
    if (p === end) break
    if (bytes[p++] !== COLON) return undo(out, from)
    if (p === end) return undo(out, from)
    if (bytes[p] === COLON) {
      if (gap >= 0) return undo(out, from)
      gap = out.length - from
      p++
    }
  }
  const size = out.length - from
  if (gap < 0) return size === 16 || undo(out, from)
  if (size === 16) return undo(out, from)
  openGap(out, from + gap, 16 - size)
  return true
}

/** The octets of an IPv4 (4) or IPv6 (16) address, or undefined. */
export function addressFromText(text: string): Uint8Array | undefined {
  const bytes = new TextEncoder().encode(text)
  const out = new Octets(16)
  const known = parseIpv4(bytes, 0, bytes.length, out) || parseIpv6(bytes, 0, bytes.length, out)
  return known ? out.view().slice() : undefined
}

/** `192.0.2.1` of the four octets at `at`. */
export function ipv4Text(bytes: Uint8Array, at = 0): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`
}

/** The sixteen octets at `at` in the form that RFC 5952 §4 recommends; IPv4-mapped ones end in dotted decimal (§5). */
export function ipv6Text(bytes: Uint8Array, at = 0): string {
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[at + 2 * i]! << 8) | bytes[at + 2 * i + 1]!)
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return `::ffff:${ipv4Text(bytes, at + 12)}`
  const { start, length } = longestZeros(groups)
  const text = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':')
  return length < 2 ? text(0, 8) : `${text(0, start)}::${text(start + length, 8)}`
}

/** The text of an address of 4 or 16 octets. */
export function addressText(address: Uint8Array): string {
  return address.length === 4 ? ipv4Text(address) : ipv6Text(address)
}

/** Value of a hexadecimal digit, -1 for other octets. */
export const hexDigit = Int8Array.from({ length: 256 }, (_, octet) => {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30
  const letter = (octet | 0x20) - 0x61
  return octet >= 0x41 && letter >= 0 && letter < 6 ? letter + 10 : -1
})

const DOT = 0x2e
const COLON = 0x3a

function undo(out: Octets, length: number): false {
  out.length = length
  return false
}

function openGap(out: Octets, at: number, size: number): void {
  const old = out.length
  out.reserve(size)
  out.bytes.copyWithin(at + size, at, old)
  out.bytes.fill(0, at, at + size)
  out.length = old + size
}

/** RFC 5952 §4.2.3: the first of the longest runs of zero groups. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let i = 0; i < 8; i++) {
    let end = i
    while (end < 8 && groups[end] === 0) end++
    if (end - i > best.length) best = { start: i, length: end - i }
    if (end > i) i = end
  }
  return best
}
