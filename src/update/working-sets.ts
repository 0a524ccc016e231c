// The rrsets that a message changes, record by record (RFC 2136 §3.4.2). As the RFC wants, this ignores deletions of what is not there and
// additions that may not stand beside others.

import { sameName } from '../dns/name.ts'
import { isNewerSerial } from '../dns/serial.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { equalKey } from '../zone/same.ts'
import { NONE, type Zone } from '../zone/zone.ts'
import { ownerKey } from './entry.ts'
import { isSingle, stateOf } from './overlay.ts'

/** An added record's TTL, and its lease in seconds. */
export type Addition = { readonly ttl: number; readonly lease: number | undefined }

export type WorkingRecord = { readonly rdata: Uint8Array; readonly addition: Addition | undefined }

export type WorkingSet = {
  readonly owner: Uint8Array
  readonly type: number
  readonly records: Map<string, WorkingRecord>
  /** The TTL of the last addition, even if that was deleted again: the whole set took it (RFC 2181 §5.2). */
  ttl: number | undefined
}

export class WorkingSets {
  readonly #zone: Zone
  /** By owner and type. */
  readonly #sets = new Map<string, Map<number, WorkingSet>>()

  constructor(zone: Zone) {
    this.#zone = zone
  }

  /** The sets that a change looked at. */
  *touched(): Generator<WorkingSet, void, undefined> {
    for (const sets of this.#sets.values()) yield* sets.values()
  }

  add(owner: Uint8Array, type: number, rdata: Uint8Array, ttl: number, lease: number | undefined): void {
    if (type === Type.SOA ? !this.#takesSoa(owner, rdata) : !this.#takesBeside(owner, type)) return
    const set = this.#set(owner, type)
    const { records } = set
    const key = equalKey(type, rdata, 0, rdata.length)
    const known = records.get(key)
    if (isSingle(type)) records.clear()
    if (type === Type.WKS) deleteSameService(records, rdata)
    records.set(key, { rdata: known?.rdata ?? rdata, addition: { ttl, lease } })
    set.ttl = ttl
  }

  deleteRecord(owner: Uint8Array, type: number, rdata: Uint8Array): void {
    if (type === Type.SOA) return
    const { records } = this.#set(owner, type)
    const key = equalKey(type, rdata, 0, rdata.length)
    // RFC 2136 §3.4.2.4: a zone keeps its last NS record.
    if (type === Type.NS && this.#isApex(owner) && records.size === 1) return
    records.delete(key)
  }

  deleteSet(owner: Uint8Array, type: number): void {
    if (this.#isApex(owner) && (type === Type.SOA || type === Type.NS)) return
    this.#set(owner, type).records.clear()
  }

  deleteName(owner: Uint8Array): void {
    for (const type of this.typesAt(owner)) this.deleteSet(owner, type)
  }

  /** The types that have records now. */
  typesAt(owner: Uint8Array): number[] {
    const zone = this.#zone
    const node = zone.find(scratch.set(owner, 0), 0)
    const types = new Set<number>()
    if (node !== NONE)
      for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) types.add(zone.type(set))
    for (const { type, records } of this.#sets.get(ownerKey(owner))?.values() ?? [])
      if (records.size > 0) types.add(type)
      else types.delete(type)
    return [...types]
  }

  /** RFC 2136 §3.4.2.2: an SOA replaces only an older one. */
  #takesSoa(owner: Uint8Array, rdata: Uint8Array): boolean {
    if (!this.#isApex(owner)) return false
    const [known] = this.#set(owner, Type.SOA).records.values()
    return known !== undefined && isNewerSerial(serialOf(rdata), serialOf(known.rdata))
  }

  #takesBeside(owner: Uint8Array, type: number): boolean {
    if (BESIDE_ALL.has(type)) return true
    const isAlias = type === Type.CNAME
    return this.typesAt(owner).every((other) => BESIDE_ALL.has(other) || (other === Type.CNAME) === isAlias)
  }

  #isApex(owner: Uint8Array): boolean {
    return sameName(owner, 0, this.#zone.apex, 0)
  }

  #set(owner: Uint8Array, type: number): WorkingSet {
    const key = ownerKey(owner)
    const sets = this.#sets.get(key) ?? new Map<number, WorkingSet>()
    this.#sets.set(key, sets)
    const known = sets.get(type)
    if (known !== undefined) return known
    const { records } = stateOf(this.#zone, owner, type)
    const set: WorkingSet = {
      owner,
      type,
      ttl: undefined,
      records: new Map([...records].map(([key, rdata]) => [key, { rdata, addition: undefined }])),
    }
    sets.set(type, set)
    return set
  }
}

const scratch = new Suffixes()

/** Types that may stand beside an alias, because signing adds them (RFC 4035 §2.5). */
const BESIDE_ALL: ReadonlySet<number> = new Set([Type.RRSIG, Type.NSEC])

/** RFC 2136 §3.4.2.2: an address has one WKS record for each protocol, whatever its ports (RFC 1035 §3.4.2). */
function deleteSameService(records: Map<string, WorkingRecord>, rdata: Uint8Array): void {
  for (const [key, known] of records)
    if (known.rdata.subarray(0, WKS_KEY).every((octet, i) => octet === rdata[i])) records.delete(key)
}

/** Octets of a WKS record's address and protocol. */
const WKS_KEY = 5

function serialOf(soa: Uint8Array): number {
  return new DataView(soa.buffer, soa.byteOffset, soa.length).getUint32(soa.length - 20)
}
