// A list as the zone that its answers are those of: records for names that exist because of its entries, and wildcards for all
// that lies below a prefix or a name.
//
// Where an exclusion takes all names below another out of what a wildcard above would stand for, something has to keep that from
// them: a record that nobody asks for, of a type for private use (RFC 6895 §3.1), without data.

import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { EMPTY, type Entries, MAX_RDATA } from '../lists/entries.ts'
import type { Listing } from '../lists/listing.ts'
import { APEX, type Zone } from './zone.ts'

export const EXCLUSION_TYPE = 65_280

/** Of one record, good until the next: its owner is at (name, 0), its data at (rdata, 0). */
export type ListedRecord = {
  readonly name: Uint8Array
  type: number
  ttl: number
  readonly rdata: Uint8Array
  length: number
}

/** `live`: what it has goes before what files list. */
export function* listedRecords(zone: Zone, entries: Listing, live?: Entries): Generator<ListedRecord, void, undefined> {
  const name = new Uint8Array(256 + 2)
  const record: ListedRecord = { name, type: 0, ttl: 0, rdata: new Uint8Array(MAX_RDATA), length: 0 }
  const suffixes = new Suffixes()
  for (const labels of namesOf(zone, entries)) {
    // Behind room for the label of a wildcard.
    const end = labels.length + zone.apex.length
    for (const wildcard of [false, true]) {
      const at = wildcard ? ASTERISK.length : 0
      if (at + end > 255) continue
      name.set(ASTERISK)
      name.set(labels, at)
      name.set(zone.apex, at + labels.length)
      suffixes.set(name, 0)
      const entry = entries.find(suffixes, suffixes.count - zone.apexLabels)
      if (!wildcard && live !== undefined && live.find(suffixes, suffixes.count - zone.apexLabels) >= 0) continue
      if (entry >= 0) yield* recordsOf(entries, entry, record)
      else if (entry === EMPTY && wildcard) {
        record.type = EXCLUSION_TYPE
        record.ttl = zone.negativeTtl
        record.length = 0
        yield record
      }
    }
  }
}

function* recordsOf(entries: Entries, entry: number, record: ListedRecord): Generator<ListedRecord, void, undefined> {
  for (const type of [Type.A, Type.TXT])
    for (let i = 0, count = entries.count(entry, type); i < count; i++) {
      record.type = type
      record.ttl = entries.ttl(entry)
      record.length = entries.write(entry, type, i, record.rdata, 0)
      yield record
    }
}

const BLANK = { type: 0, ttl: 0, rdata: new Uint8Array(MAX_RDATA), length: 0 }

const ASTERISK = Uint8Array.of(1, 0x2a)

/** What has been added to a list and has not ended, as it is now; and of what files list the rest. */
export function* liveRecords(zone: Zone, live: Entries): Generator<ListedRecord, void, undefined> {
  const name = new Uint8Array(256)
  const suffixes = new Suffixes()
  for (const labels of live.liveNames?.() ?? []) {
    name.set(labels)
    name.set(zone.apex, labels.length)
    suffixes.set(name, 0)
    // It may have ended since the names were taken down.
    const entry = live.find(suffixes, suffixes.count - zone.apexLabels)
    if (entry < 0) continue
    // Others ask for other names before the next record is wanted.
    yield* Array.from(recordsOf(live, entry, { ...BLANK, name }), (one) => ({ ...one, rdata: one.rdata.slice() }))
  }
}

/** The names of entries, and those of nodes that lie below one: there a wildcard stands for nothing. */
function* namesOf(zone: Zone, entries: Listing): Generator<Uint8Array, void, undefined> {
  const nodes = new Set<string>()
  for (let node = APEX + 1; node < zone.nodes; node++) {
    if (!zone.exists(node)) continue
    const name = zone.name(node)
    const labels = name.subarray(0, name.length - zone.apex.length)
    nodes.add(Buffer.from(labels).toString('latin1').toLowerCase())
    yield labels
  }
  for (const labels of entries.names())
    if (nodes.size === 0 || !nodes.has(Buffer.from(labels).toString('latin1'))) yield labels
}
