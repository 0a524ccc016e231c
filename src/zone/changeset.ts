// Exactly what one version of a zone removes and adds to become another (RFC 1995 §4): records as octets, in the form in which
// a transfer sends them and a journal keeps them.

import { get16 } from '../dns/big-endian.ts'
import { Class } from '../dns/classes.ts'
import { nameLength } from '../dns/name.ts'
import { Octets } from '../dns/octets.ts'

/** Where secondaries have to hear of the change, each of both lists begins with the SOA. */
export type Changeset = { readonly removed: RecordList; readonly added: RecordList }

/**
 * Takes one record: owner at (bytes, owner) in wire form and uncompressed, rdata of `length` octets at (bytes, data). `bytes`
 * is lent: do not write to it.
 */
export type VisitRecord = (
  bytes: Uint8Array,
  owner: number,
  type: number,
  ttl: number,
  data: number,
  length: number,
) => void

/** One record, with the values that VisitRecord is passed. */
export type ListedRecord = {
  readonly bytes: Uint8Array
  readonly owner: number
  readonly type: number
  readonly ttl: number
  readonly data: number
  readonly length: number
}

/** Records one behind the other, each as RFC 1035 §3.2.1 draws it: owner, type, class, TTL, length, rdata; nothing compressed. */
export class RecordList {
  readonly #octets: Octets
  #count = 0

  private constructor(octets: Octets) {
    this.#octets = octets
  }

  static empty(): RecordList {
    return new RecordList(new Octets(256))
  }

  /** The list of the records in `bytes`, which it does not copy; or a sentence that says which record is not whole. */
  static read(bytes: Uint8Array): RecordList | string {
    const octets = new Octets(bytes)
    octets.length = bytes.length
    const list = new RecordList(octets)
    for (let at = 0; at < bytes.length; list.#count++) {
      const end = recordEnd(bytes, at)
      if (end < 0) return `record ${list.#count + 1} is not whole`
      at = end
    }
    return list
  }

  get count(): number {
    return this.#count
  }

  /** In octets. */
  get size(): number {
    return this.#octets.length
  }

  /** The octets of all records: a view, good until the next add(). */
  get bytes(): Uint8Array {
    return this.#octets.view()
  }

  /** Appends a record; the name at (owner, ownerAt) and the rdata bytes[from, to) are copied. */
  add(
    owner: Uint8Array,
    ownerAt: number,
    type: number,
    ttl: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): void {
    const octets = this.#octets
    octets.append(owner, ownerAt, ownerAt + nameLength(owner, ownerAt))
    octets.u16(type)
    octets.u16(Class.IN)
    octets.u32(ttl)
    octets.u16(to - from)
    octets.append(bytes, from, to)
    this.#count++
  }

  /** Each record, for callers that stop between two. It is one object, good until the next. */
  *records(): Generator<ListedRecord, void, undefined> {
    const bytes = this.#octets.view()
    const record = { bytes, owner: 0, type: 0, ttl: 0, data: 0, length: 0 }
    for (let at = 0; at < bytes.length; at = record.data + record.length) {
      const p = at + nameLength(bytes, at)
      record.owner = at
      record.type = get16(bytes, p)
      record.ttl = get16(bytes, p + 4) * 0x10000 + get16(bytes, p + 6)
      record.data = p + FIXED
      record.length = get16(bytes, p + 8)
      yield record
    }
  }

  each(visit: VisitRecord): void {
    const bytes = this.#octets.view()
    for (let at = 0; at < bytes.length; ) {
      const p = at + nameLength(bytes, at)
      const length = get16(bytes, p + 8)
      const ttl = get16(bytes, p + 4) * 0x10000 + get16(bytes, p + 6)
      visit(bytes, at, get16(bytes, p), ttl, p + FIXED, length)
      at = p + FIXED + length
    }
  }
}

/** The list of the records in `bytes`. Throws where a record is not whole: pass only octets known to be records. */
export function listOf(bytes: Uint8Array): RecordList {
  const list = RecordList.read(bytes)
  if (typeof list === 'string') throw new Error(list)
  return list
}

/** Type, class, TTL and the length of the rdata, in octets. */
const FIXED = 10
const MAX_LABEL = 63
const MAX_NAME = 255

/** Where the record at `at` ends; -1 where no whole record begins there. */
function recordEnd(bytes: Uint8Array, at: number): number {
  let p = at
  while (p < bytes.length && bytes[p] !== 0) {
    if (bytes[p]! > MAX_LABEL) return -1
    p += bytes[p]! + 1
  }
  if (p + 1 - at > MAX_NAME || p + 1 + FIXED > bytes.length) return -1
  const end = p + 1 + FIXED + get16(bytes, p + 9)
  return end <= bytes.length ? end : -1
}
