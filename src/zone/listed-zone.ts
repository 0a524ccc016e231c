// Makes a zone of the records that a transfer of a list gives: signing needs stored rrsets, and a list makes its rrsets from entries when
// clients ask.

import { ZoneBuilder } from './builder.ts'
import { type ListedRecord, listedRecords } from './listed.ts'
import { APEX, hasTarget, type Zone } from './zone.ts'

/** Janus does not sign a list with more records: each takes 90 octets in a zone, and 400 once the zone is signed. */
export const MOST_SIGNED = 1_000_000

/** The list as a zone, without entries; undefined as soon as there are more than `most` records. */
export function zoneOfList(list: Zone, most = MOST_SIGNED): Zone | undefined {
  if (list.records > most) return undefined
  const builder = new ZoneBuilder(list.apex)
  copyNodes(list, builder)
  for (const { name, type, ttl, rdata, length } of recordsOf(list)) {
    if (builder.records === most) return undefined
    builder.owner(name, 0)
    builder.record(type, ttl, rdata, length, 0)
  }
  return builder.finish()
}

/** Whether the list has more than `most` records as a zone. */
export function isLongerThan(list: Zone, most: number): boolean {
  let count = list.records
  for (const _ of recordsOf(list)) if (++count > most) return true
  return count > most
}

function recordsOf(list: Zone): Iterable<ListedRecord> {
  return list.entries === undefined ? [] : listedRecords(list, list.entries)
}

function copyNodes(list: Zone, builder: ZoneBuilder): void {
  for (let node = APEX; node < list.nodes; node++) {
    if (!list.exists(node)) continue
    builder.owner(list.name(node), 0)
    for (let set = list.firstSet(node), end = list.setsEnd(node); set < end; set++) {
      const type = list.type(set)
      let data = list.dataOf(set)
      for (let i = 0; i < list.size(set); i++, data = list.nextData(data, hasTarget(type)))
        builder.record(type, list.ttl(set), list.heap, list.lengthOf(data), list.line(set, i), data)
    }
  }
}
