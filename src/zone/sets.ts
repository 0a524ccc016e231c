// The rrsets of a zone, node by node. Of an edition they do not lie side by side: whoever counts their numbers up meets sets that are
// gone, and those of later editions.

import { APEX, type Node, type RRset, type Zone } from './zone.ts'

export function eachSet(zone: Zone, visit: (node: Node, set: RRset) => void): void {
  for (let node: Node = APEX; node < zone.nodes; node++) {
    if (!zone.exists(node)) continue
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) visit(node, set)
  }
}

/** Whether any set is as wanted; no further one is looked at. */
export function someSet(zone: Zone, isWanted: (set: RRset) => boolean): boolean {
  for (let node: Node = APEX; node < zone.nodes; node++) {
    if (!zone.exists(node)) continue
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) if (isWanted(set)) return true
  }
  return false
}
