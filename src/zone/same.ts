// The two senses in which two rrsets are the same. No other code decides this.
//
//   identical   TTL and the octets of all rdata are the same: what changesets, the journal and transfers tell apart
//   equal       the rdata is the same in canonical form, so that the case of names in it does not count (RFC 4034 §6.2, and
//               RFC 3597 §6 for newer types), whatever the TTL (RFC 2136 §1.1): what an update means, and what clients notice
//
// The order of records counts in neither, nor does the spelling of their owner.

import { lowerRdataNames } from '../dns/rdata/rdata.ts'
import { hasTarget, type RRset, type Zone } from './zone.ts'

export function isIdentical(a: Zone, setA: RRset, b: Zone, setB: RRset): boolean {
  return a.ttl(setA) === b.ttl(setB) && hasIdenticalData(a, setA, b, setB)
}

/** Whether the rdata is the same octet for octet, whatever the TTL. */
function hasIdenticalData(a: Zone, setA: RRset, b: Zone, setB: RRset): boolean {
  if (a.size(setA) !== b.size(setB)) return false
  return isSameInOrder(a, setA, b, setB) || isSameList(dataOf(a, setA, octetsKey), dataOf(b, setB, octetsKey))
}

export function isEqual(a: Zone, setA: RRset, b: Zone, setB: RRset): boolean {
  if (a.size(setA) !== b.size(setB)) return false
  return isSameInOrder(a, setA, b, setB) || isSameList(dataOf(a, setA, equalKey), dataOf(b, setB, equalKey))
}

/** The same text for identical rdata, and for no other. */
export function octetsKey(_type: number, bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
}

/** The same text for equal rdata of one type, and for no other. */
export function equalKey(type: number, bytes: Uint8Array, from: number, to: number): string {
  const rdata = canonicalRdata(type, bytes, from, to)
  return octetsKey(type, rdata, 0, rdata.length)
}

/** A copy of the rdata in canonical form. */
export function canonicalRdata(type: number, bytes: Uint8Array, from: number, to: number): Uint8Array {
  const rdata = bytes.slice(from, to)
  lowerRdataNames(type, rdata, 0, rdata.length)
  return rdata
}

/** All records of the set by their keys, in no order. */
export function dataOf(zone: Zone, set: RRset, key: typeof equalKey): string[] {
  const type = zone.type(set)
  const withTarget = hasTarget(type)
  const found: string[] = []
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, withTarget))
    found.push(key(type, zone.heap, data, data + zone.lengthOf(data)))
  return found
}

function isSameList(some: string[], others: string[]): boolean {
  const sorted = others.sort()
  return some.sort().every((key, i) => key === sorted[i])
}

/** Whether the rdata is the same octet for octet and in the same order, as in most sets that are the same. */
function isSameInOrder(a: Zone, setA: RRset, b: Zone, setB: RRset): boolean {
  const withTarget = hasTarget(a.type(setA))
  let p = a.dataOf(setA)
  let q = b.dataOf(setB)
  for (let i = a.size(setA); i > 0; i--) {
    const length = a.lengthOf(p)
    if (length !== b.lengthOf(q)) return false
    for (let k = 0; k < length; k++) if (a.heap[p + k] !== b.heap[q + k]) return false
    p = a.nextData(p, withTarget)
    q = b.nextData(q, withTarget)
  }
  return true
}
