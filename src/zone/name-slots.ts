// The table by which a builder finds its nodes: in the slot where the search for a name begins, or in one of those after it, stands the
// node's number plus one; 0 is a free slot.

import { HASH_INVERSE } from '../dns/suffixes.ts'

/**
 * Where the search for a name begins. Names that differ in their last character only, host1 to host9, lie beside each other, so
 * that one wait for memory serves them all: the hash tells what the label's last octet was mixed into.
 */
export function nearSlot(hash: number, mask: number): number {
  const last = Math.imul(hash ^ (hash >>> 15) ^ (hash >>> 30), HASH_INVERSE)
  const others = Math.imul(last >>> 4, 0x9e3779b1)
  return (((others ^ (others >>> 15)) << 4) | (last & 15)) & mask
}

/** The first free slot for a name with this hash. */
export function freeSlot(slots: Uint32Array, hash: number): number {
  const mask = slots.length - 1
  let s = nearSlot(hash, mask)
  while (slots[s] !== 0) s = (s + 1) & mask
  return s
}

/** Gives each of the first `nodes` nodes its slot, and frees all others. `hash`: of their names, by node. */
export function fillSlots(slots: Uint32Array, hash: Int32Array, nodes: number): void {
  slots.fill(0)
  for (let node = 0; node < nodes; node++) slots[freeSlot(slots, hash[node]!)] = node + 1
}
