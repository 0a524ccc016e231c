// Finds name servers, of a zone and of its delegations, whose names lie outside of the zone.

import { isWithin } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Type } from '../dns/types.ts'
import { perZone } from '../zone/per-zone.ts'
import { eachRecord } from '../zone/records.ts'
import { APEX, NONE, type Node, type Zone } from '../zone/zone.ts'

export type OutsideServer = { readonly node: Node; readonly line: number }

/** The first NS that names `host`, which lies outside of the zone. */
export function serverOf(zone: Zone, host: Uint8Array): OutsideServer | undefined {
  return servers(zone).get(nameText(host).toLowerCase())
}

const servers = perZone((zone): ReadonlyMap<string, OutsideServer> => {
  const found = new Map<string, OutsideServer>()
  for (let node: Node = APEX; node < zone.nodes; node++) {
    const set = zone.rrset(node, Type.NS)
    if (set === NONE) continue
    eachRecord(zone, set, (data, _length, line) => {
      if (isWithin(zone.heap, data, zone.apex, 0)) return
      const name = nameText(zone.heap, data).toLowerCase()
      if (!found.has(name)) found.set(name, { node, line })
    })
  }
  return found
})

export function isAddress(type: number): boolean {
  return type === Type.A || type === Type.AAAA
}
