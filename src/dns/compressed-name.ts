// Names inside a message, which may end in a pointer to an earlier name (RFC 1035 §4.1.4). expandName() checks bounds and loops.

import { MAX_NAME } from './name.ts'
import type { Octets } from './octets.ts'

/**
 * The most pointers that one name may follow. A name has at most 127 labels, and a pointer that saves octets follows a label. Pointers to
 * pointers are an attack: a message of 64 kB holds thousands of them, and thousands of names that follow them all.
 */
export const MAX_JUMPS = 127

/**
 * Appends the name at message[at, end), decompressed, and returns the offset after it, or -1 where it is malformed. Offsets in
 * pointers count from `base`, where the message begins. Without `pointers` a pointer is malformed.
 */
export function expandName(
  message: Uint8Array,
  at: number,
  end: number,
  out: Octets,
  pointers = true,
  base = 0,
): number {
  const from = out.length
  let next = -1
  let p = at
  let limit = end
  let segment = at
  let jumps = 0
  for (;;) {
    if (p >= limit) return undo(out, from)
    const length = message[p]!
    if (length >= 0xc0) {
      if (!pointers || p + 1 >= limit) return undo(out, from)
      const target = base + (((length & 0x3f) << 8) | message[p + 1]!)
      if (next < 0) next = p + 2
      // "A prior occurrence": each jump goes back behind the labels read so far, so that there are no loops.
      if (target >= segment || ++jumps > MAX_JUMPS) return undo(out, from)
      limit = segment
      segment = target
      p = target
      continue
    }
    if (length > 63 || p + length >= limit || out.length - from + length + 1 > MAX_NAME) return undo(out, from)
    out.append(message, p, p + length + 1)
    p += length + 1
    if (length === 0) return next < 0 ? p : next
  }
}

/** Octets of the uncompressed name at bytes[at, end), or -1 where it is malformed. */
export function measureName(bytes: Uint8Array, at: number, end: number): number {
  for (let p = at; p < end; ) {
    const length = bytes[p]!
    if (length > 63) return -1
    p += length + 1
    if (p > end || p - at > MAX_NAME) return -1
    if (length === 0) return p - at
  }
  return -1
}

function undo(out: Octets, length: number): -1 {
  out.length = length
  return -1
}
