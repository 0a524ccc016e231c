// Gives the records of a zone as a list of objects, for printing and grouping.

import { hasTarget, type Zone } from '../../zone/zone.ts'

export type FaceRecord = {
  /** Wire form. */
  readonly owner: Uint8Array
  readonly type: number
  readonly ttl: number
  readonly rdata: Uint8Array
  readonly line: number
}

export function recordsOf(zone: Zone): FaceRecord[] {
  const records: FaceRecord[] = []
  for (let node = 0; node < zone.nodes; node++) {
    const owner = zone.name(node)
    for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
      const type = zone.type(set)
      const ttl = zone.ttl(set)
      let data = zone.dataOf(set)
      for (let i = 0; i < zone.size(set); i++, data = zone.nextData(data, hasTarget(type))) {
        const rdata = zone.heap.slice(data, data + zone.lengthOf(data))
        records.push({ owner, type, ttl, rdata, line: zone.line(set, i) })
      }
    }
  }
  return records
}
