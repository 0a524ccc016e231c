// The rrset of a node that answers ANY with the fewest octets (RFC 8482 §4.1).

import { Type } from '../dns/types.ts'
import { hasTarget, NONE, type Node, type RRset, type Zone } from '../zone/zone.ts'

/** Passes over RRSIG and NSEC, which nobody means by ANY. NONE where the node has nothing else. */
export function smallestSet(zone: Zone, node: Node): RRset {
  let smallest: RRset = NONE
  let smallestOctets = Infinity
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
    const type = zone.type(set)
    if (type === Type.RRSIG || type === Type.NSEC) continue
    const octets = setOctets(zone, set)
    if (octets >= smallestOctets) continue
    smallest = set
    smallestOctets = octets
  }
  return smallest
}

function setOctets(zone: Zone, set: RRset): number {
  const withTarget = hasTarget(zone.type(set))
  let octets = 0
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--) {
    octets += zone.lengthOf(data) + 12
    data = zone.nextData(data, withTarget)
  }
  return octets
}
