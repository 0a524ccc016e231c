// How two versions of a list differ as zones, record by record: what one has as entries may be nodes of the other, which came from a
// primary.

import { nameLength } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import type { ListContent } from '../lists/entries.ts'
import { openListing } from '../lists/listing.ts'
import type { Changeset, RecordList } from './changeset.ts'
import { type ListedRecord, listedRecords, liveRecords } from './listed.ts'
import { APEX, hasTarget, type Zone } from './zone.ts'

/** We do not compare a list with more entries and records: it takes too long. */
export const MOST_ENTRIES = 1_000_000
/** The most records that one side alone may have: each takes memory, and one entry may give hundreds of records. */
export const MOST_RECORDS = 4 * MOST_ENTRIES

/** `live`: entries that were added beside its files. */
export type Version = { readonly zone: Zone; readonly live?: ListContent | undefined }

/**
 * `compared`: the changes are whole. All else says why nobody knows what differs, or whether anything does: a version is too long, too
 * much stands on one side alone, or the changes take more octets than their limit.
 */
export type ListedDiff = 'compared' | 'too-long' | 'too-different' | 'over-limit'

/**
 * Adds to the changes what makes `after` of `before`, but for the SOA. Unless the result is `compared`, do not use the changes. `most`: how
 * many records one side alone may have.
 */
export function diffListed(
  before: Version,
  after: Version,
  { removed, added }: Changeset,
  limit: number,
  most = MOST_RECORDS,
): ListedDiff {
  if (isTooLong(before) || isTooLong(after)) return 'too-long'
  const { gone, come } = unmatched(recordsOf(before), recordsOf(after), most)
  if (gone.size + come.size > most) return 'too-different'
  for (const key of gone) {
    put(key, removed)
    if (removed.size > limit) return 'over-limit'
  }
  for (const key of come) {
    put(key, added)
    if (removed.size + added.size > limit) return 'over-limit'
  }
  return 'compared'
}

/** Whether the version is too long for diffListed(). */
export function isTooLong({ zone }: Version): boolean {
  return (zone.entries?.entries ?? 0) + zone.records > MOST_ENTRIES
}

/**
 * Records that one side alone has, by key; not all of them where there are more than `most`. Two versions of a list say most in the same
 * order: both are walked side by side, and only what does not stand beside its like is remembered. Where one side comes to what the other
 * has had, it alone goes on, until both are where they were before they parted.
 */
function unmatched(
  before: Records,
  after: Records,
  most: number,
): { readonly gone: Set<string>; readonly come: Set<string> } {
  const [gone, come] = [new Set<string>(), new Set<string>()]
  let [old, young] = [before.next(), after.next()]
  while (!old.done && !young.done && gone.size + come.size <= most) {
    if (isSame(old.value, young.value)) {
      old = before.next()
      young = after.next()
      continue
    }
    const [oldKey, youngKey] = [keyOf(old.value), keyOf(young.value)]
    const [isOldKnown, isYoungKnown] = [come.delete(oldKey), gone.delete(youngKey)]
    if (!isOldKnown && !isYoungKnown) {
      gone.add(oldKey)
      come.add(youngKey)
    }
    if (isOldKnown || !isYoungKnown) old = before.next()
    if (isYoungKnown || !isOldKnown) young = after.next()
  }
  for (; !old.done && gone.size <= most; old = before.next()) enter(old.value, gone, come)
  for (; !young.done && come.size <= most; young = after.next()) enter(young.value, come, gone)
  return { gone, come }
}

function enter(record: ListedRecord, own: Set<string>, others: Set<string>): void {
  const key = keyOf(record)
  if (!others.delete(key)) own.add(key)
}

function isSame(a: ListedRecord, b: ListedRecord): boolean {
  if (a.type !== b.type || a.ttl !== b.ttl || a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a.rdata[i] !== b.rdata[i]) return false
  const owner = nameLength(a.name, 0)
  for (let i = 0; i < owner; i++) if (a.name[i] !== b.name[i]) return false
  return true
}

type Records = Generator<ListedRecord, void, undefined>

function* recordsOf({ zone, live }: Version): Records {
  yield* nodeRecords(zone)
  // Opened anew: a listing remembers what it found last, and both versions may share one.
  if (zone.entries !== undefined) yield* listedRecords(zone, openListing(zone.columns.listing), live)
  if (live !== undefined) yield* liveRecords(zone, live)
}

function* nodeRecords(zone: Zone): Records {
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
