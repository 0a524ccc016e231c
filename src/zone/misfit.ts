// Finds what of a changeset does not fit a zone: it removes what is not there, adds what is there or is no record of a zone, or gives an
// rrset two TTLs.

import { nameLength } from '../dns/name.ts'
import { layoutOf, validRdata } from '../dns/rdata/rdata.ts'
import { isMetaType } from '../dns/types.ts'
import { equalKey } from './same.ts'
import { hasTarget, type RRset, type Zone } from './zone.ts'

export class Misfit extends Error {
  readonly owner: Uint8Array
  readonly type: number

  constructor(owner: Uint8Array, type: number) {
    super()
    this.owner = owner
    this.type = type
  }
}

/** What becomes of one rrset. Rdata has one character an octet. */
export type SetChange = { readonly removed: Set<string>; readonly added: Set<string>; ttl: number | undefined }

/** Records of the set that are neither removed nor added; undefined where the change does not fit the set. */
export function leftRecords(
  zone: Zone,
  set: RRset,
  { removed, added, ttl }: SetChange,
): { readonly data: number; readonly line: number }[] | undefined {
  const left: { readonly data: number; readonly line: number }[] = []
  const withTarget = hasTarget(zone.type(set))
  let data = zone.dataOf(set)
  let found = 0
  for (let i = 0, size = zone.size(set); i < size; i++, data = zone.nextData(data, withTarget)) {
    const text = textOf(zone.heap, data, zone.lengthOf(data))
    if (removed.has(text)) found++
    else if (added.has(text)) return undefined
    else left.push({ data, line: zone.line(set, i) })
  }
  if (found !== removed.size) return undefined
  return left.length === 0 || ttl === undefined || ttl === zone.ttl(set) ? left : undefined
}

/** Whether a zone can hold it. Nobody who reads the zone checks the rdata again. */
export function isRecord(bytes: Uint8Array, type: number, ttl: number, data: number, length: number): boolean {
  return !isMetaType(type) && ttl <= MAX_TTL && validRdata(type, bytes, data, data + length)
}

/** RFC 2181 §8. */
const MAX_TTL = 0x7fffffff

/** Whether two records of the set are equal but for the case of names in their rdata (RFC 2181 §5). */
export function isTwice(
  zone: Zone,
  type: number,
  left: readonly { readonly data: number }[],
  added: Set<string>,
): boolean {
  if (added.size === 0 || layoutOf(type)?.lowerCase !== true) return false
  const keys = left.map(({ data }) => equalKey(type, zone.heap, data, data + zone.lengthOf(data)))
  for (const rdata of added) keys.push(equalKey(type, Buffer.from(rdata, 'latin1'), 0, rdata.length))
  return new Set(keys).size < keys.length
}

export function nameAt(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.slice(at, at + nameLength(bytes, at))
}

/** One character an octet. */
export function textOf(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('latin1')
}
