// Reads names inside a received message in place (RFC 1035 §4.1.4). Allocates nothing.

import { MAX_JUMPS } from '../dns/compressed-name.ts'
import { MAX_NAME } from '../dns/name.ts'
import { HEADER } from './header.ts'

/**
 * Where the name at bytes[at, to) ends, compressed or not; -1 if it is malformed. `from` is where the message begins: a pointer leads to
 * "a prior occurrence", so neither to itself nor forward, nor into the header. With `from` equal to `at`, every pointer is malformed.
 */
export function endOfName(bytes: Uint8Array, at: number, to: number, from: number): number {
  let end = -1
  let octets = 0
  let segment = at
  let limit = to
  let jumps = 0
  for (let p = at; p < limit; ) {
    const length = bytes[p]!
    if (length >= 0xc0) {
      if (p + 1 >= limit) return -1
      if (end < 0) end = p + 2
      p = from + (((length & 0x3f) << 8) | bytes[p + 1]!)
      if (p >= segment || p < from + HEADER || ++jumps > MAX_JUMPS) return -1
      // Each jump goes back behind all that was read: there are no loops.
      limit = segment
      segment = p
      continue
    }
    octets += length + 1
    if (length > 63 || octets > MAX_NAME) return -1
    p += length + 1
    if (length === 0) return end < 0 ? p : end
  }
  return -1
}

/** Writes the well-formed name at `at` to out[to, …), without pointers, and returns where it ends there. */
export function expandedTo(bytes: Uint8Array, at: number, from: number, out: Uint8Array, to: number): number {
  let p = at
  let q = to
  for (;;) {
    const length = bytes[p]!
    if (length >= 0xc0) {
      p = from + (((length & 0x3f) << 8) | bytes[p + 1]!)
      continue
    }
    for (let i = 0; i <= length; i++) out[q++] = bytes[p++]!
    if (length === 0) return q
  }
}
