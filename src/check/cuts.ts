// Where authority ends: cuts, and the addresses below them that resolvers need.

import { sameName } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import { perZone } from '../zone/per-zone.ts'
import { eachRecord } from '../zone/records.ts'
import { currentTarget } from '../zone/targets.ts'
import { APEX, Flag, NONE, type Node, type RRset, Target, type Zone } from '../zone/zone.ts'
import { isServed } from './targets.ts'

/** The cut nearest to the apex at or above the node, which lies at or below one. */
export function topCut(zone: Zone, node: Node): Node {
  let cut = node
  for (let n = node; n !== APEX; n = zone.parent(n)) if (zone.flags(n) & Flag.cut) cut = n
  return cut
}

/**
 * Whether an address at the node, which lies at or below a cut, helps to reach a name server of any delegation or of the zone itself
 * (RFC 9499 §7), or the host of an MX in the zone.
 */
export function isNeeded(zone: Zone, node: Node): boolean {
  return wantedHosts(zone).has(node)
}

const wantedHosts = perZone((zone) => {
  const found = new Set<Node>()
  for (let node: Node = APEX; node < zone.nodes; node++)
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
      const type = zone.key(set)
      if (type === Type.NS || (type === Type.MX && isServed(zone, node, set))) addTargets(zone, set, found)
    }
  return found
})

function addTargets(zone: Zone, set: RRset, found: Set<Node>): void {
  eachRecord(zone, set, (data) => {
    const target = currentTarget(zone, zone.type(set), data)
    if (target > Target.elsewhere && target < Target.nothing) found.add(target - 1)
  })
}

/** Whether one of the names of an rrset is the name at (bytes, at); `skip` octets stand before it in the rdata. */
export function names(zone: Zone, set: number, skip: number, bytes: Uint8Array, at: number): boolean {
  let found = false
  if (set !== NONE)
    eachRecord(zone, set, (data) => {
      if (sameName(zone.heap, data + skip, bytes, at)) found = true
    })
  return found
}
