// How two versions of a list differ as zones, record by record: what one lists by entries may stand in nodes of the other, which has
// come from a primary.

import { nameLength } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import type { ListContent } from '../lists/entries.ts'
import type { Changeset, RecordList } from './changeset.ts'
import { type ListedRecord, listedRecords, liveRecords } from './listed.ts'
import { APEX, hasTarget, type Zone } from './zone.ts'

/** Records of both that are compared at the most: each of them takes memory meanwhile. */
const MOST_ENTRIES = 1_000_000

/** `live`: what lives beside its files. */
export type Version = { readonly zone: Zone; readonly live?: ListContent | undefined }

/**
 * Adds to the changes what makes the one of the other, but for the SOA. False where it takes more than `limit` octets, or more memory
 * than it is worth.
 */
export function diffListed(before: Version, after: Version, { removed, added }: Changeset, limit: number): boolean {
  if ([before, after].some(({ zone }) => (zone.entries?.entries ?? 0) + zone.records > MOST_ENTRIES)) return false
  const there = new Set<string>()
  for (const record of recordsOf(after)) there.add(keyOf(record))
  for (const record of recordsOf(before)) {
    const key = keyOf(record)
    if (there.delete(key)) continue
    put(key, removed)
    if (removed.size > limit) return false
  }
  for (const key of there) {
    put(key, added)
    if (removed.size + added.size > limit) return false
  }
  return true
}

function* recordsOf({ zone, live }: Version): Generator<ListedRecord, void, undefined> {
  yield* nodeRecords(zone)
  if (zone.entries !== undefined) yield* listedRecords(zone, zone.entries, live)
  if (live !== undefined) yield* liveRecords(zone, live)
}

function* nodeRecords(zone: Zone): Generator<ListedRecord, void, undefined> {
  for (let node = APEX; node < zone.nodes; node++) {
    if (!zone.exists(node)) continue
    const name = zone.name(node)
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
      const type = zone.type(set)
      if (type === Type.SOA) continue
      let data = zone.dataOf(set)
      for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, hasTarget(type))) {
        const length = zone.lengthOf(data)
        yield { name, type, ttl: zone.ttl(set), rdata: zone.heap.subarray(data, data + length), length }
      }
    }
  }
}

//  type | TTL | owner | rdata                  an octet a character
//   2      4

const scratch = Buffer.alloc(6 + 256 + 0x10000)

function keyOf({ name, type, ttl, rdata, length }: ListedRecord): string {
  const owner = nameLength(name, 0)
  scratch.writeUInt16BE(type, 0)
  scratch.writeUInt32BE(ttl, 2)
  scratch.set(name.subarray(0, owner), 6)
  scratch.set(rdata.subarray(0, length), 6 + owner)
  return scratch.toString('latin1', 0, 6 + owner + length)
}

function put(key: string, list: RecordList): void {
  const octets = Buffer.from(key, 'latin1')
  const data = 6 + nameLength(octets, 6)
  list.add(octets, 6, octets.readUInt16BE(0), octets.readUInt32BE(2), octets, data, octets.length)
}
