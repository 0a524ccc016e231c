// Drops records that repeat an earlier one of their rrset: the zone has them once (RFC 2181 §5).

import { keyedHash } from '../dns/keyed-hash.ts'
import { fold } from '../dns/name.ts'
import { lowerRdataNames } from '../dns/rdata/rdata.ts'
import { giveBack, take } from '../memory/budget.ts'
import type { ZoneBuilder } from './builder.ts'
import { MAX_NOTES } from './notes.ts'
import { newKey } from './rekeyed.ts'
import { rdataRoom } from './zone.ts'

export type Distinct = {
  /** The record numbers in (node, type) order without those that repeat an earlier record of their rrset. */
  readonly records: Uint32Array
  readonly sets: number
  /** Octets that their rdata takes in the heap. */
  readonly rdata: number
}

export function dropDuplicates(builder: ZoneBuilder, records: Uint32Array): Distinct {
  const { ownerNode, type } = builder
  let distinct = 0
  let sets = 0
  let rdata = builder.rdataOctets
  for (let i = 0; i < records.length; sets++) {
    const first = records[i]!
    const owner = ownerNode[first]!
    const key = type[first]!
    const start = distinct
    let seen: RdataTable | undefined
    for (; i < records.length; i++) {
      const r = records[i]!
      if (ownerNode[r] !== owner || type[r] !== key) break
      if (distinct > start) {
        if (distinct - start === LARGE_SET) seen ??= new RdataTable(builder, records, start, distinct)
        const same = seen ? seen.find(r) : scan(builder, records, start, distinct, r)
        if (same !== undefined) {
          rdata -= rdataRoom(key & 0xffff, rdataLength(builder, r))
          note(builder.notes.duplicates, { line: builder.line[r]!, first: builder.line[same]!, type: key & 0xffff })
          continue
        }
        seen?.add(r)
        noteTtl(builder, first, r)
      }
      records[distinct++] = r
    }
  }
  return { records: records.subarray(0, distinct), sets, rdata }
}

/** RFC 2181 §5.2: all records of an rrset have one TTL. */
function noteTtl({ notes, ttl, line, type }: ZoneBuilder, first: number, r: number): void {
  if (ttl[r] === ttl[first]) return
  note(notes.ttls, {
    line: line[r]!,
    first: line[first]!,
    type: type[r]! & 0xffff,
    ttl: ttl[r]!,
    kept: ttl[first]!,
  })
}

/** Above this many records we compare an rrset through a table instead of one by one. */
const LARGE_SET = 24

function scan(builder: ZoneBuilder, records: Uint32Array, from: number, to: number, r: number): number | undefined {
  for (let i = from; i < to; i++) if (sameRdata(builder, records[i]!, r)) return records[i]!
  return undefined
}

/** Looks again at what differs in the case of letters only: it may be the case of a name. */
function sameRdata(builder: ZoneBuilder, a: number, b: number): boolean {
  const { bytes } = builder.heap
  const length = rdataLength(builder, a)
  if (rdataLength(builder, b) !== length) return false
  let p = builder.data[a]! + 2
  let q = builder.data[b]! + 2
  let spelled = true
  for (const end = p + length; p < end; p++, q++) {
    if (bytes[p] === bytes[q]) continue
    if (fold[bytes[p]!] !== fold[bytes[q]!]) return false
    spelled = false
  }
  return spelled || Buffer.compare(lowerRdata(builder, a), lowerRdata(builder, b, otherLowered)) === 0
}

/** The records of one rrset by their rdata: numbers, because an rrset may be all of a large file. */
class RdataTable {
  readonly #builder: ZoneBuilder
  readonly #key = newKey()
  /** Record + 1, or 0 where free. */
  #slots: Int32Array
  #count = 0
  /** Where find() ended. */
  #free = 0

  constructor(builder: ZoneBuilder, records: Uint32Array, from: number, to: number) {
    this.#builder = builder
    this.#slots = newSlots(LEAST_SLOTS)
    for (let i = from; i < to; i++) {
      this.find(records[i]!)
      this.add(records[i]!)
    }
  }

  /** The record of the table with the same rdata. */
  find(r: number): number | undefined {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let s = this.#hash(r) & mask; ; s = (s + 1) & mask) {
      const known = slots[s]! - 1
      if (known < 0) {
        this.#free = s
        return undefined
      }
      if (sameRdata(this.#builder, known, r)) return known
    }
  }

  /** Adds a record for which find() has just found nothing. */
  add(r: number): void {
    this.#slots[this.#free] = r + 1
    if (++this.#count * 2 > this.#slots.length) this.#grow()
  }

  #grow(): void {
    const before = this.#slots
    this.#slots = newSlots(before.length * 2)
    giveBack(before.byteLength)
    const mask = this.#slots.length - 1
    for (const one of before) {
      if (one === 0) continue
      let s = this.#hash(one - 1) & mask
      while (this.#slots[s] !== 0) s = (s + 1) & mask
      this.#slots[s] = one
    }
  }

  #hash(r: number): number {
    const rdata = lowerRdata(this.#builder, r)
    return keyedHash(this.#key, rdata, 0, rdata.length)
  }
}

const LEAST_SLOTS = 128

function newSlots(length: number): Int32Array {
  take(length * 4)
  return new Int32Array(length)
}

function rdataLength({ heap: { bytes }, data }: ZoneBuilder, r: number): number {
  return (bytes[data[r]!]! << 8) | bytes[data[r]! + 1]!
}

/**
 * The rdata with its names in lower case where its type compares them so (RFC 4034 §6.2, RFC 3597 §6). Good until the next call with this
 * room.
 */
function lowerRdata(builder: ZoneBuilder, r: number, room = lowered): Uint8Array {
  const from = builder.data[r]! + 2
  const length = rdataLength(builder, r)
  room.set(builder.heap.bytes.subarray(from, from + length))
  lowerRdataNames(builder.type[r]! & 0xffff, room, 0, length)
  return room.subarray(0, length)
}

const lowered = new Uint8Array(0xffff)
const otherLowered = new Uint8Array(0xffff)

function note<T>(notes: T[], entry: T): void {
  if (notes.length < MAX_NOTES) notes.push(entry)
}
