// What the rrsets of a node, and those of the nodes above it, say of the node.

import { isWildcard } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import type { Columns } from './image.ts'
import { APEX, Flag, type Node } from './zone.ts'

/** Marks all nodes of a zone as it is finished. One pass from parents to children: their numbers ascend that way. */
export function markNodes({ parent, firstSet, setType, label, flags, heap }: Columns, nodes: number): void {
  for (let node = 0; node < nodes; node++) {
    const end = firstSet[node + 1]!
    let own = 0
    let hashed = node !== APEX && firstSet[node] !== end
    for (let set = firstSet[node]!; set < end; set++) {
      const key = setType[set]!
      own |= flagOf(key, node)
      if (!isHashed(key)) hashed = false
    }
    if (hashed) own |= Flag.hashed
    if (node !== APEX) {
      const above = flags[parent[node]!]!
      if (above & (Flag.cut | Flag.belowCut)) own |= Flag.belowCut
      if (above & (Flag.dname | Flag.belowDname)) own |= Flag.belowDname
      if (isWildcard(heap, label[node]!)) flags[parent[node]!]! |= Flag.wildcardBelow
    }
    flags[node]! |= own
  }
}

/** The flag that owning a set of this key gives; 0 for most. */
export function flagOf(key: number, node: Node): number {
  if (key === Type.NS) return node === APEX ? 0 : Flag.cut
  if (key === Type.DNAME) return Flag.dname
  return key === Type.CNAME ? Flag.cname : 0
}

/** Whether the set is NSEC3 or its signatures. */
export function isHashed(key: number): boolean {
  return key === Type.NSEC3 || key === Type.NSEC3 * 0x10000 + Type.RRSIG
}
