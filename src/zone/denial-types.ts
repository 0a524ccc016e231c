// The types of a name as NSEC and NSEC3 list them.

import { Type } from '../dns/types.ts'
import { Flag, type Node, type Zone } from './zone.ts'

/**
 * The types of the node, ascending; for a delegation only those that the parent owns (RFC 4035 §2.3, RFC 5155 §7.1). `without`: a type to
 * leave out, with its signatures.
 */
export function signedTypes(zone: Zone, node: Node, without?: number): number[] {
  const types = new Set<number>()
  const cut = zone.flags(node) & Flag.cut
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
    const type = zone.type(set)
    if ((type === Type.RRSIG ? zone.covered(set) : type) === without) continue
    if (!cut || type === Type.NS || type === Type.DS || type === Type.NSEC || type === Type.RRSIG) types.add(type)
  }
  return [...types].sort((a, b) => a - b)
}

/** The types in the bitmap heap[from, to) (RFC 4034 §4.1.2). */
export function listedTypes({ heap }: Zone, from: number, to: number): number[] {
  const types: number[] = []
  for (let p = from; p < to; p += 2 + heap[p + 1]!)
    for (let bit = 0; bit < heap[p + 1]! * 8; bit++)
      if (heap[p + 2 + (bit >> 3)]! & (0x80 >> (bit & 7))) types.push(heap[p]! * 256 + bit)
  return types
}
