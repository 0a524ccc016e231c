// Puts records into (node, type) order, records of the same rrset in the order of the file.

import type { ZoneBuilder } from './builder.ts'

/** Record numbers in order. Files are mostly written that way already, which costs one look at each record. */
export function sortRecords({ records, nodes, ownerNode, type }: ZoneBuilder): Uint32Array {
  const order = new Uint32Array(records)
  if (isSorted(records, ownerNode, type)) {
    for (let r = 0; r < records; r++) order[r] = r
    return order
  }
  const start = new Uint32Array(nodes + 1)
  for (let r = 0; r < records; r++) start[ownerNode[r]! + 1]!++
  for (let node = 0; node < nodes; node++) start[node + 1]! += start[node]!
  const next = start.slice()
  for (let r = 0; r < records; r++) order[next[ownerNode[r]!]!++] = r
  for (let node = 0; node < nodes; node++) sortByType(order.subarray(start[node], start[node + 1]), type)
  return order
}

function isSorted(records: number, ownerNode: Uint32Array, type: Uint32Array): boolean {
  for (let r = 1; r < records; r++) {
    if (ownerNode[r]! < ownerNode[r - 1]!) return false
    if (ownerNode[r] === ownerNode[r - 1] && type[r]! < type[r - 1]!) return false
  }
  return true
}

/** A node has a handful of records, which insertion sorts fastest; some have very many. */
function sortByType(order: Uint32Array, type: Uint32Array): void {
  if (order.length > 64) {
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
