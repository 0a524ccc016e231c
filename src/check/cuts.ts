// Where authority ends: cuts, and which addresses below one are glue.

import { sameName } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import { APEX, Flag, NONE, type Node, type Zone } from '../zone/zone.ts'
import { eachRecord } from './records.ts'
import type { Reporter } from './reporter.ts'

/** The cut nearest to the apex at or above the node, which lies at or below one. */
export function topCut(zone: Zone, node: Node): Node {
  let cut = node
  for (let n = node; n !== APEX; n = zone.parent(n)) if (zone.flags(n) & Flag.cut) cut = n
  return cut
}

/**
 * Whether an address at the node serves to reach a name server (RFC 9499 §7): of the delegation that it lies in, of another
 * one of this zone, or of the zone itself.
 */
export function isGlue(reporter: Reporter, node: Node, type: number): boolean {
  if (type !== Type.A && type !== Type.AAAA) return false
  return serverNodes(reporter.zone).has(node)
}

/** The nodes that NS records of the zone name, of whatever delegation. Worked out once for each zone. */
function serverNodes(zone: Zone): ReadonlySet<Node> {
  const known = servers.get(zone)
  if (known !== undefined) return known
  const found = new Set<Node>()
  const { flags } = zone.columns
  for (let node = 0; node < flags.length; node++) {
    if (node !== APEX && (flags[node]! & Flag.cut) === 0) continue
    const set = zone.rrset(node, Type.NS)
    if (set === NONE) continue
    eachRecord(zone, set, (data) => {
      const target = zone.targetOf(data)
      if (target > 0 && target < 0x7fffffff) found.add(target - 1)
    })
  }
  servers.set(zone, found)
  return found
}

const servers = new WeakMap<Zone, ReadonlySet<Node>>()

/** Whether one of the names of an rrset is the name at (bytes, at); `skip` octets stand before it in the rdata. */
export function names(zone: Zone, set: number, skip: number, bytes: Uint8Array, at: number): boolean {
  let found = false
  if (set !== NONE)
    eachRecord(zone, set, (data) => {
      if (sameName(zone.heap, data + skip, bytes, at)) found = true
    })
  return found
}
