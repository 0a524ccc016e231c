// Gives signatures over rrsets: it takes them from an image that Janus served before, if they are still good, and leaves the others for the
// caller to make.

import { get16, get32, put16, put32 } from '../dns/big-endian.ts'
import { labelCount } from '../dns/name.ts'
import { Octets } from '../dns/octets.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { hasTarget, NONE, type Node, type RRset, type Zone } from '../zone/zone.ts'
import type { OwnSet } from './own-sets.ts'
import { isGood, isNow, type Schedule, timesOf } from './schedule.ts'
import { appendSigned, lowerName, RRSIG_FIXED } from './signed-data.ts'
import { type Maker, makerOf, signs, type ZoneKey } from './zone-key.ts'

export type SignatureOptions = {
  /** The apex in wire form. */
  readonly apex: Uint8Array
  readonly keys: readonly ZoneKey[]
  readonly schedule: Schedule
  /** Seconds since 1970. */
  readonly now: number
  /** Signed images of the zone, in any view. */
  readonly stores: readonly Zone[]
}

/** Takes the rdata of an RRSIG. With a maker, the caller still has to make the signature, its last octets, over the data. */
export type Emit = (rrsig: Uint8Array, maker?: Maker, data?: Uint8Array) => void

export class Signatures {
  readonly #signer: Uint8Array
  readonly #schedule: Schedule
  readonly #now: number
  readonly #stores: readonly { readonly zone: Zone; node: Node }[]
  readonly #forKeys: readonly Maker[]
  readonly #forData: readonly Maker[]
  /** By maker: an RRSIG with the fields that all of its RRSIGs share. */
  readonly #drafts: ReadonlyMap<Maker, Uint8Array>
  readonly #data = new Octets(4096)
  readonly #name = new Suffixes()
  #owner: Uint8Array | undefined
  made = 0
  reused = 0

  constructor({ apex, keys, schedule, now, stores }: SignatureOptions) {
    this.#signer = lowerName(apex)
    this.#schedule = schedule
    this.#now = now
    this.#stores = stores.map((zone) => ({ zone, node: NONE }))
    this.#forKeys = keys.filter((key) => signs(key, true)).map(makerOf)
    this.#forData = keys.filter((key) => signs(key, false)).map(makerOf)
    this.#drafts = new Map([...this.#forKeys, ...this.#forData].map((maker) => [maker, this.#empty(maker)]))
  }

  /** Octets that a zone takes for the RRSIGs over one rrset of data. */
  get octets(): number {
    return this.#forData.reduce((sum, { octets }) => sum + 2 + RRSIG_FIXED + this.#signer.length + octets, 0)
  }

  /** Emits the RRSIGs over the rrset, in the order of the keys. `owner`: in wire form, in any case. */
  over(owner: Uint8Array, set: OwnSet, emit: Emit): void {
    this.#find(owner)
    let lower: Uint8Array | undefined
    for (const maker of this.#makersOf(set)) {
      const known = this.#known(set, maker.key)
      if (known !== undefined) {
        this.reused++
        emit(known)
        continue
      }
      lower ??= lowerName(owner)
      this.made++
      const rrsig = this.#rrsig(lower, set, maker)
      const data = this.#data
      data.clear()
      appendSigned(data, rrsig.subarray(0, rrsig.length - maker.octets), lower, set.type, set.ttl, set.records)
      emit(rrsig, maker, data.view())
    }
  }

  /**
   * The same, with blanks for signatures that have to be made (blanks.ts). A blank RRSIG holds only until the next is emitted. `isSealed`:
   * takes no earlier signature, for the rrset depends on the serial.
   */
  drafts(owner: Uint8Array, set: OwnSet, isSealed: boolean, emit: (rrsig: Uint8Array) => void): void {
    this.#find(owner)
    for (const maker of this.#makersOf(set)) {
      const known = isSealed ? undefined : this.#known(set, maker.key)
      if (known !== undefined) this.reused++
      else if (!isSealed) this.made++
      emit(known ?? this.#fill(this.#drafts.get(maker)!, owner, set))
    }
  }

  /** The keys that sign the rrset. RFC 4035 §2.2, RFC 7344 §4.1: a key that the DS names signs DNSKEY, CDS and CDNSKEY. */
  #makersOf({ type }: OwnSet): readonly Maker[] {
    return type === Type.DNSKEY || type === Type.CDS || type === Type.CDNSKEY ? this.#forKeys : this.#forData
  }

  /** Finds the name in the stores. */
  #find(owner: Uint8Array): void {
    if (this.#owner === owner || this.#stores.length === 0) return
    this.#owner = owner
    this.#name.set(owner, 0)
    for (const store of this.#stores) store.node = store.zone.find(this.#name, 0)
  }

  #known({ type, ttl, records }: OwnSet, { algorithm, tag, key }: ZoneKey): Uint8Array | undefined {
    for (const { zone, node } of this.#stores) {
      if (node === NONE) continue
      const set = zone.rrset(node, type)
      if (set === NONE || zone.ttl(set) !== ttl || !hasRecords(zone, set, records)) continue
      const signatures = zone.signature(node, type)
      if (signatures === NONE) continue
      const { heap } = zone
      let data = zone.dataOf(signatures)
      for (let i = zone.size(signatures); i > 0; i--, data = zone.nextData(data, false)) {
        if (heap[data + 2] !== algorithm || get16(heap, data + 16) !== tag || get32(heap, data + 4) !== ttl) continue
        const times = { expiration: get32(heap, data + 8), inception: get32(heap, data + 12) }
        // A lost key can make no other signature: this one is used to its end.
        if (key === undefined ? isNow(times, this.#now) : isGood(this.#schedule, times, this.#now))
          return heap.slice(data, data + zone.lengthOf(data))
      }
    }
    return undefined
  }

  //  RFC 4034 §3.1:  type covered | algorithm | labels | original TTL | expiration | inception | key tag | signer | signature

  #rrsig(owner: Uint8Array, set: OwnSet, maker: Maker): Uint8Array {
    return this.#fill(this.#empty(maker), owner, set)
  }

  #empty({ key, octets }: Maker): Uint8Array {
    const rrsig = new Uint8Array(RRSIG_FIXED + this.#signer.length + octets)
    rrsig[2] = key.algorithm
    put16(rrsig, 16, key.tag)
    rrsig.set(this.#signer, RRSIG_FIXED)
    return rrsig
  }

  #fill(rrsig: Uint8Array, owner: Uint8Array, { type, ttl }: OwnSet): Uint8Array {
    const { inception, expiration } = timesOf(this.#schedule, owner, type, this.#now)
    // RFC 4034 §3.1.3: neither the root nor a leading "*" counts.
    const labels = labelCount(owner) - (owner[0] === 1 && owner[1] === ASTERISK ? 1 : 0)
    put16(rrsig, 0, type)
    rrsig[3] = labels
    put32(rrsig, 4, ttl)
    put32(rrsig, 8, expiration)
    put32(rrsig, 12, inception)
    return rrsig
  }
}

const ASTERISK = 0x2a

/** Whether the rrset has the same octets in the same order; one that differs only in case is signed anew. */
function hasRecords(zone: Zone, set: RRset, records: readonly Uint8Array[]): boolean {
  if (zone.size(set) !== records.length) return false
  const withTarget = hasTarget(zone.type(set))
  let data = zone.dataOf(set)
  for (const rdata of records) {
    const length = zone.lengthOf(data)
    if (length !== rdata.length) return false
    for (let i = 0; i < length; i++) if (zone.heap[data + i] !== rdata[i]) return false
    data = zone.nextData(data, withTarget)
  }
  return true
}
