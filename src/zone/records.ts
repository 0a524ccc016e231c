// Walks over the records of an rrset, and reads what is in them.

import { hasTarget, type Node, type RRset, type Zone } from './zone.ts'

/** Visits each record of the set: heap offset and length of its rdata, its line, and its number in the set. */
export function eachRecord(
  zone: Zone,
  set: RRset,
  visit: (data: number, length: number, line: number, index: number) => void,
): void {
  const withTarget = hasTarget(zone.type(set))
  let data = zone.dataOf(set)
  for (let i = 0, size = zone.size(set); i < size; i++, data = zone.nextData(data, withTarget))
    visit(data, zone.lengthOf(data), zone.line(set, i), i)
}

/** A copy of the rdata of each record of the set. */
export function recordsOf(zone: Zone, set: RRset): Uint8Array[] {
  const records: Uint8Array[] = []
  eachRecord(zone, set, (data, length) => records.push(zone.heap.slice(data, data + length)))
  return records
}

/** Visits each rrset of the node. */
export function eachSet(zone: Zone, node: Node, visit: (set: RRset) => void): void {
  for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) visit(set)
}
