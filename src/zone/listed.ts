// A list written out as a zone that gives the same answers: records for names that exist because of its entries, and wildcards for all that
// lies below a prefix or a name.
//
// Where an exclusion takes all names below a name out of a wildcard above, a record has to keep that wildcard from them: one that nobody
// asks for, of a type for private use (RFC 6895 §3.1), without data. Live entries make names as well: where these would keep a wildcard of
// the files from names beside or below them, we write the wildcard once more, nearer to them.

import { nameKey } from '../dns/name-key.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { EMPTY, type Entries, type ListContent, MAX_RDATA } from '../lists/entries.ts'
import type { Listing } from '../lists/listing.ts'
import { APEX, type Zone } from './zone.ts'

const EXCLUSION_TYPE = 65_280

/** One record, good until the next: its owner is at (name, 0), its rdata of `length` octets at (rdata, 0). */
export type ListedRecord = {
  readonly name: Uint8Array
  type: number
  ttl: number
  readonly rdata: Uint8Array
  length: number
  /** When it ends by itself: milliseconds of the steady clock. */
  readonly end?: number
}

/** The records of the list's entries. `live`: its entries go before those of files, and their own records come from liveRecords(). */
export function* listedRecords(
  zone: Zone,
  entries: Listing,
  live?: ListContent,
): Generator<ListedRecord, void, undefined> {
  const names = live === undefined ? NO_NAMES : namesAround(live)
  const made = new Made(zone, entries)
  for (const labels of namesOf(zone, entries)) {
    const key = names.size > 0 ? keyOf(labels) : ''
    if (names.get(key) !== 'entry') yield* made.at(labels, false)
    yield* made.at(labels, true)
    names.delete(key)
  }
  for (const [key, kind] of names) {
    const labels = Buffer.from(key, 'latin1')
    if (kind === 'above') yield* made.at(labels, false)
    yield* made.at(labels, true)
  }
}

/** The records that entries of files give one name. */
class Made {
  readonly #zone: Zone
  readonly #entries: Listing
  readonly #suffixes = new Suffixes()
  readonly #record: ListedRecord

  constructor(zone: Zone, entries: Listing) {
    this.#zone = zone
    this.#entries = entries
    const name = new Uint8Array(256 + 2)
    this.#record = { name, type: 0, ttl: 0, rdata: new Uint8Array(MAX_RDATA), length: 0 }
  }

  /** `wildcard`: those of the wildcard below the name. */
  *at(labels: Uint8Array, wildcard: boolean): Generator<ListedRecord, void, undefined> {
    const [zone, entries, record, suffixes] = [this.#zone, this.#entries, this.#record, this.#suffixes]
    const { name } = record
    const at = wildcard ? ASTERISK.length : 0
    if (at + labels.length + zone.apex.length > 255) return
    name.set(ASTERISK)
    name.set(labels, at)
    name.set(zone.apex, at + labels.length)
    suffixes.set(name, 0)
    const entry = entries.find(suffixes, suffixes.count - zone.apexLabels)
    if (entry >= 0) yield* recordsOf(entries, entry, record)
    else if (entry === EMPTY && wildcard) {
      record.type = EXCLUSION_TYPE
      record.ttl = zone.negativeTtl
      record.length = 0
      yield record
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

const ASTERISK = Uint8Array.of(1, 0x2a)

/** The records of live entries: those that were added while the list is served, and have not ended. */
export function* liveRecords(
  { apex }: Pick<Zone, 'apex'>,
  { ttl, entries }: ListContent,
): Generator<ListedRecord, void, undefined> {
  const name = new Uint8Array(256)
  for (const { labels, code, text, end } of entries()) {
    name.set(labels)
    name.set(apex, labels.length)
    yield { name, type: Type.A, ttl, rdata: code, length: 4, end }
    if (text === undefined) continue
    const rdata = Uint8Array.of(text.length, ...text)
    yield { name, type: Type.TXT, ttl, rdata, length: rdata.length, end }
  }
}

const NO_NAMES: Map<string, 'entry' | 'above'> = new Map()

/** The names of live entries, and the names above them, which exist because of them. */
function namesAround({ entries }: ListContent): Map<string, 'entry' | 'above'> {
  const names = new Map<string, 'entry' | 'above'>()
  for (const { labels } of entries()) {
    names.set(keyOf(labels), 'entry')
    for (let p = labels[0]! + 1; p < labels.length; p += labels[p]! + 1) {
      const key = keyOf(labels.subarray(p))
      if (!names.has(key)) names.set(key, 'above')
    }
  }
  return names
}

function keyOf(labels: Uint8Array): string {
  return Buffer.from(labels.buffer, labels.byteOffset, labels.length).toString('latin1')
}

/** The names of entries and of nodes: below an entry's name, its wildcard does not stand for a node's. */
function* namesOf(zone: Zone, entries: Listing): Generator<Uint8Array, void, undefined> {
  const nodes = new Set<string>()
  for (let node = APEX + 1; node < zone.nodes; node++) {
    if (!zone.exists(node)) continue
    const name = zone.name(node)
    const labels = name.subarray(0, name.length - zone.apex.length)
    nodes.add(nameKey(labels))
    yield labels
  }
  for (const labels of entries.names())
    if (nodes.size === 0 || !nodes.has(Buffer.from(labels).toString('latin1'))) yield labels
}
