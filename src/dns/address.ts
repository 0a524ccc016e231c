// IPv4 and IPv6 addresses as text and as octets in network order. Strict: refuses what two programs might read in two ways.

import { Octets } from './octets.ts'

/** Appends the four octets of `192.0.2.1`; false, and nothing appended, where bytes[start, end) is anything else. */
export function parseIpv4(bytes: Uint8Array, start: number, end: number, out: Octets): boolean {
  out.reserve(4)
  const wire = out.bytes
  const from = out.length
  let p = start
  for (let octets = 0; octets < 4; octets++) {
    if (octets > 0 && bytes[p++] !== DOT) return false
    const first = p
    let value = 0
    for (; p < end && p - first < 3; p++) {
      const digit = bytes[p]! - 0x30
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    // A leading zero would mean octal to some (RFC 6943 §3.1.1).
    if (p === first || value > 255 || (bytes[first] === 0x30 && p - first > 1)) return false
    wire[from + octets] = value
  }
  if (p !== end) return false
  out.length = from + 4
  return true
}

/** Appends the sixteen octets of an address in a form of RFC 4291 §2.2; false, and nothing appended, for anything else. */
export function parseIpv6(bytes: Uint8Array, start: number, end: number, out: Octets): boolean {
  out.reserve(16)
  const wire = out.bytes
  const from = out.length
  let size = 0
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
      if (size > 12) return false
      out.length = from + size
      const read = parseIpv4(bytes, first, end, out)
      out.length = from
      if (!read) return false
      size += 4
      break
    }
    if (p === first || p - first > 4 || size === 16) return false
    wire[from + size] = value >>> 8
    wire[from + size + 1] = value
    size += 2
    if (p === end) break
    if (bytes[p++] !== COLON || p === end) return false
    if (bytes[p] === COLON) {
      if (gap >= 0) return false
      gap = size
      p++
    }
  }
  if (gap < 0 ? size !== 16 : size === 16) return false
  if (gap >= 0) openGap(wire, from + gap, from + size, from + 16)
  out.length = from + 16
  return true
}

/** The octets of an IPv4 (4) or IPv6 (16) address, or undefined. */
export function addressFromText(text: string): Uint8Array | undefined {
  const bytes = encoder.encode(text)
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

const encoder = new TextEncoder()
const DOT = 0x2e
const COLON = 0x3a

/** Moves bytes[at, end) to the end of bytes[at, to), zeros before it. */
function openGap(bytes: Uint8Array, at: number, end: number, to: number): void {
  let p = to
  for (let q = end; q > at; ) bytes[--p] = bytes[--q]!
  while (p > at) bytes[--p] = 0
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
