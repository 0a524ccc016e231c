// Gives the rrsets of a zone as its digest takes them (RFC 8976 §3.3): in canonical order, their records too.

import { Type } from '../dns/types.ts'
import { APEX, type Node, type Zone } from '../zone/zone.ts'
import { canonicalNames } from './canonical-names.ts'
import { ownSet } from './own-sets.ts'
import { canonicalOrder, lowerName } from './signed-data.ts'
import type { DigestedSet } from './zone-digest.ts'

/** RFC 8976 §3.3.1: all rrsets but the ZONEMD at the apex and the signature over it. */
export function* digestedSets(zone: Zone): Generator<DigestedSet> {
  for (const node of canonicalNames(zone)) yield* setsAt(zone, node, lowerName(zone.name(node)))
}

/** RRSIGs of all types are one rrset here, and come in the order of their octets. */
function* setsAt(zone: Zone, node: Node, owner: Uint8Array): Generator<DigestedSet> {
  const byType = new Map<number, DigestedSet[]>()
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
    const type = zone.type(set)
    if (node === APEX && (type === Type.ZONEMD || (type === Type.RRSIG && zone.covered(set) === Type.ZONEMD))) continue
    const sets = byType.get(type) ?? []
    const { ttl, records } = ownSet(zone, set, type)
    sets.push({ owner, type, ttl, records: canonicalOrder(type, records) })
    byType.set(type, sets)
  }
  for (const [, sets] of [...byType].sort(([a], [b]) => a - b))
    yield* sets
      .flatMap((set) => set.records.map((rdata) => ({ ...set, records: [rdata] })))
      .sort((a, b) => Buffer.compare(a.records[0]!, b.records[0]!))
}
