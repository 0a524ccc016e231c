// Walks over the rrsets of a zone node by node. In a later edition they do not lie side by side: counting set numbers up would meet sets
// that are gone, and those of other editions.

import { APEX, type Node, type RRset, type Zone } from './zone.ts'

export function eachSet(zone: Zone, visit: (node: Node, set: RRset) => void): void {
  for (let node: Node = APEX; node < zone.nodes; node++) {
    if (!zone.exists(node)) continue
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) visit(node, set)
  }
}

/** Whether any set is wanted; stops at the first that is. */
export function someSet(zone: Zone, isWanted: (set: RRset) => boolean): boolean {
  for (let node: Node = APEX; node < zone.nodes; node++) {
    if (!zone.exists(node)) continue
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) if (isWanted(set)) return true
  }
  return false
}
