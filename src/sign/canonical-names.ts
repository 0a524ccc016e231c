// Puts the names of a zone in canonical order (RFC 4034 §6.1): it sorts the children of each name, and walks the tree, so that it compares
// labels and never whole names.

import { compareLabels } from '../dns/name.ts'
import { APEX, type Node, type Zone } from '../zone/zone.ts'

export function canonicalNames(zone: Zone): Uint32Array {
  const { first, children } = childrenOf(zone)
  const order = new Uint32Array(zone.names)
  const stack: Node[] = [APEX]
  let count = 0
  while (stack.length > 0) {
    const node = stack.pop()!
    order[count++] = node
    for (let i = first[node + 1]! - 1; i >= first[node]!; i--) stack.push(children[i]!)
  }
  return order.subarray(0, count)
}

/** The children of node n are children[first[n], first[n + 1]), in canonical order. */
function childrenOf(zone: Zone): { readonly first: Uint32Array; readonly children: Uint32Array } {
  const first = new Uint32Array(zone.nodes + 1)
  for (let node = APEX + 1; node < zone.nodes; node++) if (zone.exists(node)) first[zone.parent(node) + 1]!++
  for (let node = 0; node < zone.nodes; node++) first[node + 1]! += first[node]!
  const next = first.slice()
  const children = new Uint32Array(first[zone.nodes]!)
  for (let node = APEX + 1; node < zone.nodes; node++)
    if (zone.exists(node)) children[next[zone.parent(node)]!++] = node
  const { heap } = zone
  const compare = (a: Node, b: Node) => compareLabels(heap, zone.labelAt(a), heap, zone.labelAt(b))
  for (let node = 0; node < zone.nodes; node++) {
    const [from, to] = [first[node]!, first[node + 1]!]
    for (let i = from + 1; i < to; i++) {
      if (compare(children[i - 1]!, children[i]!) < 0) continue
      children.subarray(from, to).sort(compare)
      break
    }
  }
  return { first, children }
}
