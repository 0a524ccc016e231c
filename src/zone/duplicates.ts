// Records that repeat an earlier one of their rrset: they are in the zone once (RFC 2181 §5).

import { fold } from '../dns/name.ts'
import { lowerRdataNames } from '../dns/rdata/rdata.ts'
import type { ZoneBuilder } from './builder.ts'
import { MAX_NOTES } from './notes.ts'
import { rdataRoom } from './zone.ts'

export type Kept = {
  /** The record numbers in (node, type) order without those that repeat an earlier record of their rrset. */
  readonly records: Uint32Array
  readonly sets: number
  /** Octets that their rdata takes in the heap. */
  readonly rdata: number
}

export function dropDuplicates(builder: ZoneBuilder, records: Uint32Array): Kept {
  const { ownerNode, type } = builder
  let kept = 0
  let sets = 0
  let rdata = builder.rdataOctets
  for (let i = 0; i < records.length; sets++) {
    const first = records[i]!
    const owner = ownerNode[first]!
    const key = type[first]!
    const start = kept
    let seen: Map<string, number> | undefined
    for (; i < records.length; i++) {
      const r = records[i]!
      if (ownerNode[r] !== owner || type[r] !== key) break
      if (kept > start) {
        if (kept - start === LARGE_SET) seen = index(builder, records, start, kept)
        const same = seen ? seen.get(rdataKey(builder, r)) : scan(builder, records, start, kept, r)
        if (same !== undefined) {
          rdata -= rdataRoom(key & 0xffff, rdataLength(builder, r))
          note(builder.notes.duplicates, { line: builder.line[r]!, first: builder.line[same]!, type: key & 0xffff })
          continue
        }
        seen?.set(rdataKey(builder, r), r)
        noteTtl(builder, first, r)
      }
      records[kept++] = r
    }
  }
  return { records: records.subarray(0, kept), sets, rdata }
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

/** Above this many records we compare an rrset through a map instead of one by one. */
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
  return spelled || rdataKey(builder, a) === rdataKey(builder, b)
}

function index(builder: ZoneBuilder, records: Uint32Array, from: number, to: number): Map<string, number> {
  const seen = new Map<string, number>()
  for (let i = from; i < to; i++) seen.set(rdataKey(builder, records[i]!), records[i]!)
  return seen
}

function rdataLength({ heap: { bytes }, data }: ZoneBuilder, r: number): number {
  return (bytes[data[r]!]! << 8) | bytes[data[r]! + 1]!
}

/** Equal for equal rdata, whatever the case of its names (RFC 4034 §6.2; of newer types: RFC 3597 §6). */
function rdataKey(builder: ZoneBuilder, r: number): string {
  const from = builder.data[r]! + 2
  const rdata = builder.heap.bytes.slice(from, from + rdataLength(builder, r))
  lowerRdataNames(builder.type[r]! & 0xffff, rdata, 0, rdata.length)
  return latin1.decode(rdata)
}

const latin1 = new TextDecoder('latin1')

function note<T>(notes: T[], entry: T): void {
  if (notes.length < MAX_NOTES) notes.push(entry)
}
