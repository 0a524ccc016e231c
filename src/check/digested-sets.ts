// The rrsets of a zone as its digest takes them (RFC 8976 §3.3): in canonical order, records too.

import { compareNames, fold } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import { canonicalOrder } from '../sign/signed-data.ts'
import type { DigestedSet } from '../sign/zone-digest.ts'
import { APEX, type Node, type Zone } from '../zone/zone.ts'
import { recordsOf } from './records.ts'

/** RFC 8976 §3.3.1: everything but the ZONEMD at the top and the signature over it. */
export function* digestedSets(zone: Zone): Generator<DigestedSet> {
  const nodes = Array.from({ length: zone.nodes }, (_, node) => ({ node, owner: lowerName(zone, node) }))
  nodes.sort((a, b) => compareNames(a.owner, 0, b.owner, 0))
  for (const { node, owner } of nodes) yield* setsAt(zone, node, owner)
}

/** RRSIGs of all types are one rrset here, and come in the order of their octets. */
function* setsAt(zone: Zone, node: Node, owner: Uint8Array): Generator<DigestedSet> {
  const byType = new Map<number, DigestedSet[]>()
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
    const type = zone.type(set)
    if (node === APEX && (type === Type.ZONEMD || (type === Type.RRSIG && zone.covered(set) === Type.ZONEMD))) continue
    const sets = byType.get(type) ?? []
    sets.push({ owner, type, ttl: zone.ttl(set), records: canonicalOrder(type, recordsOf(zone, set)) })
    byType.set(type, sets)
  }
  for (const [, sets] of [...byType].sort(([a], [b]) => a - b))
    yield* sets
      .flatMap((set) => set.records.map((rdata) => ({ ...set, records: [rdata] })))
      .sort((a, b) => Buffer.compare(a.records[0]!, b.records[0]!))
}

function lowerName(zone: Zone, node: Node): Uint8Array {
  return zone.name(node).map((octet) => fold[octet]!)
}
