// Joins the changes of an IXFR into one changeset that turns our zone into the newest version. If the changes do not fit our zone, the
// primary made them for another one.

import { fold, nameLength } from '../dns/name.ts'
import { lowerRdataNames } from '../dns/rdata/rdata.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { take } from '../memory/budget.ts'
import { type Changeset, RecordList } from '../zone/changeset.ts'
import { hasTarget, NONE, type RRset, type Zone } from '../zone/zone.ts'

export type NetDifference =
  | {
      readonly kind: 'changes'
      readonly changes: Changeset
      /** How many added records were there already, identical: some primaries send such. */
      readonly repeated: number
    }
  /** A change removes what is not there, or gives the records of one rrset two TTLs (RFC 2181 §5.2). */
  | { readonly kind: 'misfit'; readonly owner: Uint8Array; readonly type: number }

export function netDifference(zone: Zone, changesets: readonly Changeset[]): NetDifference {
  const sets = new Sets(zone)
  let misfit: { readonly owner: Uint8Array; readonly type: number } | undefined
  let repeated = 0
  for (const { removed, added } of changesets) {
    removed.each((bytes, at, type, _ttl, data, length) => {
      const set = sets.of(bytes, at, type, data, length)
      if (!set.now.delete(meaning(type, bytes, data, length))) misfit ??= { owner: set.owner, type }
    })
    added.each((bytes, at, type, ttl, data, length) => {
      const set = sets.of(bytes, at, type, data, length)
      const key = meaning(type, bytes, data, length)
      const before = set.now.get(key)
      if (before?.ttl === ttl) repeated++
      else if (before !== undefined) misfit ??= { owner: set.owner, type }
      else {
        take(RECORD + 2 * length)
        set.now.set(key, { ttl, rdata: bytes.slice(data, data + length) })
      }
    })
  }
  for (const { owner, type, now } of sets.all)
    if (new Set([...now.values()].map(({ ttl }) => ttl)).size > 1) misfit ??= { owner, type }
  if (misfit !== undefined) return { kind: 'misfit', ...misfit }
  return { kind: 'changes', changes: changesetOf(sets.all), repeated }
}

/** In octets: what a touched rrset and each of its records take here beside their own octets. */
const SET = 512
const RECORD = 256

type Rdata = { readonly ttl: number; readonly rdata: Uint8Array }
/** By meaning(). */
type Records = Map<string, Rdata>

type TouchedSet = { readonly owner: Uint8Array; readonly type: number; readonly before: Records; readonly now: Records }

/** The rrsets that the changes touch: as the zone has them, and as the changes so far have made them. */
class Sets {
  readonly #zone: Zone
  readonly #sets = new Map<string, TouchedSet>()
  readonly #name = new Suffixes()

  constructor(zone: Zone) {
    this.#zone = zone
  }

  get all(): readonly TouchedSet[] {
    return [...this.#sets.values()]
  }

  of(bytes: Uint8Array, at: number, type: number, data: number, length: number): TouchedSet {
    const end = at + nameLength(bytes, at)
    // As everywhere: an RRSIG belongs to the set of those that cover the same type.
    const covered = type === Type.RRSIG && length >= 2 ? (bytes[data]! << 8) | bytes[data + 1]! : 0
    let key = `${covered} ${type} `
    for (let p = at; p < end; p++) key += String.fromCharCode(fold[bytes[p]!]!)
    const known = this.#sets.get(key)
    if (known !== undefined) return known
    take(SET + 2 * (end - at))
    const before = this.#read(bytes, at, covered * 0x10000 + type)
    const set = { owner: bytes.slice(at, end), type, before, now: new Map(before) }
    this.#sets.set(key, set)
    return set
  }

  #read(bytes: Uint8Array, at: number, key: number): Records {
    const zone = this.#zone
    const node = zone.find(this.#name.set(bytes, at), 0)
    const set = node === NONE ? NONE : zone.rrset(node, key)
    return set === NONE ? new Map() : recordsOf(zone, set)
  }
}

function recordsOf(zone: Zone, set: RRset): Records {
  const records: Records = new Map()
  const type = zone.type(set)
  const withTarget = hasTarget(type)
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, withTarget)) {
    take(RECORD + 2 * zone.lengthOf(data))
    records.set(meaning(type, zone.heap, data, zone.lengthOf(data)), {
      ttl: zone.ttl(set),
      rdata: zone.heap.slice(data, data + zone.lengthOf(data)),
    })
  }
  return records
}

/** With the SOA first, as in every changeset. */
function changesetOf(sets: readonly TouchedSet[]): Changeset {
  const removed = RecordList.empty()
  const added = RecordList.empty()
  const ordered = [...sets.filter(isSoa), ...sets.filter((set) => !isSoa(set))]
  for (const { owner, type, before, now } of ordered) {
    for (const [key, one] of before) if (!isSame(one, now.get(key))) put(removed, owner, type, one)
    for (const [key, one] of now) if (!isSame(one, before.get(key))) put(added, owner, type, one)
  }
  return { removed, added }
}

function isSoa({ type }: TouchedSet): boolean {
  return type === Type.SOA
}

function isSame(one: Rdata, other: Rdata | undefined): boolean {
  return other !== undefined && one.ttl === other.ttl && Buffer.compare(one.rdata, other.rdata) === 0
}

function put(list: RecordList, owner: Uint8Array, type: number, { ttl, rdata }: Rdata): void {
  list.add(owner, 0, type, ttl, rdata, 0, rdata.length)
}

/** Rdata as text, one character for each octet. RFC 4034 §6.2: case in its names does not count, and primaries differ in it. */
function meaning(type: number, bytes: Uint8Array, at: number, length: number): string {
  const rdata = Buffer.from(bytes.subarray(at, at + length))
  lowerRdataNames(type, rdata, 0, length)
  return rdata.toString('latin1')
}
