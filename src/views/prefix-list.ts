// The prefixes of a table as the configuration has them, for all threads: people ask which prefix has won, which the table does not know.
//
//   family: 8, bits: 8, octets: 128 | …

import type { Prefix } from './prefix.ts'

const EACH = 18

export function prefixList(prefixes: readonly Prefix[]): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(prefixes.length * EACH)
  const bytes = new Uint8Array(buffer)
  for (const [i, { family, bits, octets }] of prefixes.entries()) {
    bytes.set([family, bits], i * EACH)
    bytes.set(octets, i * EACH + 2)
  }
  return buffer
}

/** Length of the most specific prefix that holds the address, or -1. An IPv4-mapped address counts as IPv6. */
export function longestIn(list: SharedArrayBuffer, address: Uint8Array, family: Prefix['family']): number {
  const bytes = new Uint8Array(list)
  let longest = -1
  for (let at = 0; at < bytes.length; at += EACH) {
    const bits = bytes[at + 1]!
    if (bytes[at] === family && bits > longest && holds(bytes, at + 2, bits, address)) longest = bits
  }
  return longest
}

function holds(bytes: Uint8Array, at: number, bits: number, address: Uint8Array): boolean {
  const whole = bits >>> 3
  for (let i = 0; i < whole; i++) if (bytes[at + i] !== address[i]) return false
  const rest = bits & 7
  return rest === 0 || (bytes[at + whole]! ^ address[whole]!) >>> (8 - rest) === 0
}
