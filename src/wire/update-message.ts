// Reads an update (RFC 2136 §2) as a whole: each of its four sections has another use than in a query.
//
//   question -> zone    answer -> prerequisites    authority -> changes    additional -> OPT; whatever else is there is passed over

import { get16, get32 } from '../dns/big-endian.ts'
import { Class } from '../dns/classes.ts'
import { expandName } from '../dns/compressed-name.ts'
import { Octets } from '../dns/octets.ts'
import { Rcode } from '../dns/rcodes.ts'
import { decodeRdata } from '../dns/rdata/rdata.ts'
import { isMetaType, Type } from '../dns/types.ts'
import { HEADER } from './header.ts'

export type UpdateRecord = {
  /** In wire form, uncompressed. */
  readonly owner: Uint8Array
  readonly type: number
  readonly class: number
  readonly ttl: number
  /** Uncompressed; empty where the message has none. */
  readonly rdata: Uint8Array
  /** The record's own lease in seconds, from HTTP: no update gives a single record a lease. */
  readonly lease?: number | undefined
}

/** RFC 9664 §4, in seconds. `key`: for KEY records; undefined in the short form, where they have the other. */
export type WantedLease = { readonly record: number; readonly key: number | undefined }

export type Update = {
  readonly zone: { readonly name: Uint8Array; readonly type: number; readonly class: number }
  readonly prerequisites: readonly UpdateRecord[]
  readonly changes: readonly UpdateRecord[]
  readonly lease: WantedLease | undefined
}

/** Gives an rcode if the message is malformed (RFC 2136 §3.1.1). Checks only the form. */
export function readUpdate(bytes: Uint8Array): Update | number {
  return bytes.length < HEADER ? Rcode.FORMERR : (new Reader(bytes).read() ?? Rcode.FORMERR)
}

class Reader {
  readonly #bytes: Uint8Array
  readonly #scratch = new Octets()
  #at = HEADER

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  read(): Update | undefined {
    const bytes = this.#bytes
    // RFC 2136 §3.1.1: one zone, and its type is SOA.
    const zone = get16(bytes, 4) === 1 ? this.#zone() : undefined
    const prerequisites = zone && this.#list(get16(bytes, 6))
    const changes = prerequisites && this.#list(get16(bytes, 8))
    const lease = changes && this.#additional(get16(bytes, 10))
    if (lease === undefined || this.#at !== bytes.length) return undefined
    return {
      zone: zone!,
      prerequisites: prerequisites!,
      changes: changes!,
      lease: lease === NO_LEASE ? undefined : lease,
    }
  }

  #zone(): Update['zone'] | undefined {
    const name = this.#name()
    if (name === undefined || this.#at + 4 > this.#bytes.length) return undefined
    this.#at += 4
    const type = get16(this.#bytes, this.#at - 4)
    return type === Type.SOA ? { name, type, class: get16(this.#bytes, this.#at - 2) } : undefined
  }

  #list(count: number): UpdateRecord[] | undefined {
    const list: UpdateRecord[] = []
    for (let i = 0; i < count; i++) {
      const record = this.#record()
      if (record === undefined) return undefined
      list.push(record)
    }
    return list
  }

  #record(): UpdateRecord | undefined {
    const bytes = this.#bytes
    const owner = this.#name()
    const at = this.#at
    const end = owner && this.#recordEnd()
    if (owner === undefined || end === undefined) return undefined
    const [type, klass] = [get16(bytes, at), get16(bytes, at + 2)]
    const rdata = this.#rdata(type, klass, at + 10, end)
    const ttl = get16(bytes, at + 4) * 0x10000 + get16(bytes, at + 6)
    return rdata && { owner, type, class: klass, ttl, rdata }
  }

  /** Where the record ends whose owner has been read. */
  #recordEnd(): number | undefined {
    const bytes = this.#bytes
    const at = this.#at
    if (at + 10 > bytes.length) return undefined
    this.#at = at + 10 + get16(bytes, at + 8)
    return this.#at <= bytes.length ? this.#at : undefined
  }

  #rdata(type: number, klass: number, from: number, to: number): Uint8Array | undefined {
    // RFC 2136 §2.4, §2.5: of these classes, only a record to be deleted has data. Who takes that ill looks at it later.
    if (from === to && (klass === Class.ANY || klass === Class.NONE)) return NOTHING
    // A meta type has no form of rdata.
    if (isMetaType(type)) return this.#bytes.slice(from, to)
    this.#scratch.clear()
    return decodeRdata(type, this.#bytes, from, to, this.#scratch) ? this.#scratch.view().slice() : undefined
  }

  #additional(count: number): WantedLease | typeof NO_LEASE | undefined {
    let lease: WantedLease | typeof NO_LEASE = NO_LEASE
    for (let i = 0; i < count; i++) {
      if (this.#name() === undefined) return undefined
      const at = this.#at
      const end = this.#recordEnd()
      if (end === undefined) return undefined
      if (get16(this.#bytes, at) !== Type.OPT) continue
      const wanted = leaseIn(this.#bytes, at + 10, end)
      if (wanted === undefined) return undefined
      lease = wanted
    }
    return lease
  }

  #name(): Uint8Array | undefined {
    this.#scratch.clear()
    const end = expandName(this.#bytes, this.#at, this.#bytes.length, this.#scratch)
    if (end < 0) return undefined
    this.#at = end
    return this.#scratch.view().slice()
  }
}

const NOTHING = new Uint8Array(0)
const NO_LEASE = 'none'

/** RFC 9664 §4 */
export const UPDATE_LEASE = 2

/** The lease among the options in [at, end); undefined if it has an impossible length. */
function leaseIn(bytes: Uint8Array, at: number, end: number): WantedLease | typeof NO_LEASE | undefined {
  for (let p = at; p + 4 <= end; p += 4 + get16(bytes, p + 2)) {
    if (get16(bytes, p) !== UPDATE_LEASE) continue
    const length = get16(bytes, p + 2)
    if ((length !== 4 && length !== 8) || p + 4 + length > end) return undefined
    return { record: get32(bytes, p + 4), key: length === 8 ? get32(bytes, p + 8) : undefined }
  }
  return NO_LEASE
}
