// What the changes of an IXFR come to for the zone that we have, one after the other: the changeset that makes the newest version of
// it. Where they do not fit the zone, it is not the one that the primary takes it for.

import { fold, nameLength } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { type Changeset, RecordList } from '../zone/changeset.ts'
import { hasTarget, NONE, type RRset, type Zone } from '../zone/zone.ts'

export type NetDifference =
  | {
      readonly kind: 'changes'
      readonly changes: Changeset
      /** Records that were to be added and were there already, identical: some primaries send such. */
      readonly repeated: number
    }
  /** It removes what is not there, or gives the records of one rrset two TTLs (RFC 2181 §5.2). */
  | { readonly kind: 'misfit'; readonly owner: Uint8Array; readonly type: number }

export function netDifference(zone: Zone, changesets: readonly Changeset[]): NetDifference {
  const sets = new Sets(zone)
  let misfit: { readonly owner: Uint8Array; readonly type: number } | undefined
  let repeated = 0
  for (const { removed, added } of changesets) {
    removed.each((bytes, at, type, _ttl, data, length) => {
      const set = sets.of(bytes, at, type, data, length)
      if (!set.now.delete(rdataText(bytes, data, length))) misfit ??= { owner: set.owner, type }
    })
    added.each((bytes, at, type, ttl, data, length) => {
      const set = sets.of(bytes, at, type, data, length)
      const rdata = rdataText(bytes, data, length)
      const before = set.now.get(rdata)
      if (before === ttl) repeated++
      else if (before !== undefined) misfit ??= { owner: set.owner, type }
      else set.now.set(rdata, ttl)
    })
  }
  for (const { owner, type, now } of sets.all) if (new Set(now.values()).size > 1) misfit ??= { owner, type }
  if (misfit !== undefined) return { kind: 'misfit', ...misfit }
  return { kind: 'changes', changes: changesetOf(sets.all), repeated }
}

/** Rdata, one character an octet, to the TTL. */
type Rdata = Map<string, number>

type TouchedSet = { readonly owner: Uint8Array; readonly type: number; readonly before: Rdata; readonly now: Rdata }

/** The rrsets that the changes touch: as the zone has them, and as they are by now. */
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
    const before = this.#read(bytes, at, covered * 0x10000 + type)
    const set = { owner: bytes.slice(at, end), type, before, now: new Map(before) }
    this.#sets.set(key, set)
    return set
  }

  #read(bytes: Uint8Array, at: number, key: number): Rdata {
    const zone = this.#zone
    const node = zone.find(this.#name.set(bytes, at), 0)
    const set = node === NONE ? NONE : zone.rrset(node, key)
    return set === NONE ? new Map() : recordsOf(zone, set)
  }
}

function recordsOf(zone: Zone, set: RRset): Rdata {
  const records: Rdata = new Map()
  const withTarget = hasTarget(zone.type(set))
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, withTarget))
    records.set(rdataText(zone.heap, data, zone.lengthOf(data)), zone.ttl(set))
  return records
}

/** The SOA first, as a changeset has it. */
function changesetOf(sets: readonly TouchedSet[]): Changeset {
  const removed = RecordList.empty()
  const added = RecordList.empty()
  const ordered = [...sets.filter(isSoa), ...sets.filter((set) => !isSoa(set))]
  for (const { owner, type, before, now } of ordered) {
    for (const [rdata, ttl] of before) if (now.get(rdata) !== ttl) put(removed, owner, type, ttl, rdata)
    for (const [rdata, ttl] of now) if (before.get(rdata) !== ttl) put(added, owner, type, ttl, rdata)
  }
  return { removed, added }
}

function isSoa({ type }: TouchedSet): boolean {
  return type === Type.SOA
}

function put(list: RecordList, owner: Uint8Array, type: number, ttl: number, rdata: string): void {
  const bytes = Buffer.from(rdata, 'latin1')
  list.add(owner, 0, type, ttl, bytes, 0, bytes.length)
}

function rdataText(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('latin1')
}
