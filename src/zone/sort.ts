// Puts records into (node, type) order, records of the same rrset in the order of the file.

import { take } from '../memory/budget.ts'
import type { ZoneBuilder } from './builder.ts'

/** Record numbers in order. Files are mostly written that way already, which costs one look at each record. */
export function sortRecords({ records, nodes, ownerNode, type }: ZoneBuilder): Uint32Array {
  take(records * 4)
  const order = new Uint32Array(records)
  if (sortNearly(records, ownerNode, type, order)) return order
  take((nodes + 1) * 8)
  const start = new Uint32Array(nodes + 1)
  for (let r = 0; r < records; r++) start[ownerNode[r]! + 1]!++
  for (let node = 0; node < nodes; node++) start[node + 1]! += start[node]!
  const next = start.slice()
  for (let r = 0; r < records; r++) order[next[ownerNode[r]!]!++] = r
  for (let node = 0; node < nodes; node++) sortByType(order.subarray(start[node], start[node + 1]), type)
  return order
}

/**
 * Sorts in one pass where owners come in order, and the records of an owner nearly so. False where they do not; `order` is then of no use.
 */
function sortNearly(records: number, ownerNode: Uint32Array, type: Uint32Array, order: Uint32Array): boolean {
  let owner = 0
  let first = 0
  for (let r = 0; r < records; r++) {
    const own = ownerNode[r]!
    if (own !== owner) {
      if (own < owner) return false
      owner = own
      first = r
    }
    let j = r
    if (j > first && type[order[j - 1]!]! > type[r]!) {
      if (r - first > FEW) return false
      for (; j > first && type[order[j - 1]!]! > type[r]!; j--) order[j] = order[j - 1]!
    }
    order[j] = r
  }
  return true
}

/** Up to so many records insertion sort is the fastest. */
const FEW = 64

/** Most nodes have a handful of records; some have very many. */
function sortByType(order: Uint32Array, type: Uint32Array): void {
  if (order.length > FEW) {
    order.sort((a, b) => type[a]! - type[b]! || a - b)
    return
  }
  for (let i = 1; i < order.length; i++) {
    const r = order[i]!
    let j = i
    for (; j > 0 && type[order[j - 1]!]! > type[r]!; j--) order[j] = order[j - 1]!
    order[j] = r
  }
}
