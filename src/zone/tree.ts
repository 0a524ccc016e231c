// Finds and recognises a name in a tree of nodes that keep one label each, for the builder and the finished zone.

import { fold } from '../dns/name.ts'
import type { Suffixes } from '../dns/suffixes.ts'

/** Where in a table of mask + 1 slots the search for a name of this hash begins; it goes on at the next slot. */
export function slotOf(hash: number, mask: number): number {
  const mixed = Math.imul(hash, 0x9e3779b1)
  return (mixed ^ (mixed >>> 15)) & mask
}

/**
 * Bits of a slot that hold node + 1 in an image with room for so many nodes. The bits above are the hash's own upper bits: they
 * alone tell most other names from the one searched.
 */
export function nodeBits(nodes: number): number {
  return 32 - Math.clz32(nodes)
}

/**
 * Whether suffix `i` of `name`, which must lie at or below the apex, is the name of `node`. Compares label by label up to
 * the apex, ASCII case ignored (RFC 4343 §3); length octets are below the letters, so that folding leaves them alone.
 */
export function isNamed(
  parent: Uint32Array,
  label: Uint32Array,
  heap: Uint8Array,
  apexLabels: number,
  node: number,
  name: Suffixes,
  i: number,
): boolean {
  const apexAt = name.count - apexLabels
  let n = node
  let k = i
  for (; n !== 0; n = parent[n]!, k++) {
    if (k >= apexAt) return false
    let p = label[n]!
    let q = name.at[k]!
    for (const end = p + heap[p]!; p <= end; p++, q++) if (fold[heap[p]!] !== fold[name.bytes[q]!]) return false
  }
  return k === apexAt
}
