// Signatures and keys of a signed zone, read out of its heap, and whether one fits the other.

import { createHash } from 'node:crypto'
import { fold, nameLength } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import { keyTag } from '../dnssec/key-tag.ts'
import { verifyWith } from '../dnssec/public-key.ts'
import { RRSIG_FIXED, signedData } from '../dnssec/signed-data.ts'
import { APEX, NONE, type Node, type RRset, type Zone } from '../zone/zone.ts'
import { eachRecord, read16, read32 } from './records.ts'

/** RFC 4034 §3.1; times in seconds since 1970. */
export type Signature = {
  readonly rdata: Uint8Array
  readonly covered: number
  readonly algorithm: number
  readonly expiration: number
  readonly inception: number
  readonly tag: number
}

export function readSignature({ heap }: Zone, data: number, length: number): Signature {
  return {
    rdata: heap.slice(data, data + length),
    covered: read16(heap, data),
    algorithm: heap[data + 2]!,
    expiration: read32(heap, data + 8),
    inception: read32(heap, data + 12),
    tag: read16(heap, data + 16),
  }
}

export type ZoneKey = { readonly rdata: Uint8Array; readonly tag: number; readonly algorithm: number }

/** The DNSKEY records at the top of the zone. */
export function zoneKeys(zone: Zone): readonly ZoneKey[] {
  const known = keys.get(zone)
  if (known !== undefined) return known
  const set = zone.rrset(APEX, Type.DNSKEY)
  const found: ZoneKey[] = []
  if (set !== NONE)
    eachRecord(zone, set, (data, length) => {
      const rdata = zone.heap.slice(data, data + length)
      found.push({ rdata, tag: keyTag(rdata), algorithm: rdata[3]! })
    })
  keys.set(zone, found)
  return found
}

const keys = new WeakMap<Zone, readonly ZoneKey[]>()

/** Whether the signature over the rrset at the node was made with the key; undefined where we cannot tell. */
export function verifies(
  zone: Zone,
  node: Node,
  set: RRset,
  { rdata, covered }: Signature,
  key: Uint8Array,
): boolean | undefined {
  const records: Uint8Array[] = []
  eachRecord(zone, set, (data, length) => records.push(zone.heap.slice(data, data + length)))
  const signature = rdata.subarray(RRSIG_FIXED + nameLength(rdata, RRSIG_FIXED))
  return verifyWith(key, signedData(rdata, zone.name(node), covered, records), signature)
}

/** Whether the DS or CDS rdata is of the key of the zone `name` (RFC 4034 §5.1.4); true where we do not know the digest. */
export function isDigestOf(ds: Uint8Array, name: Uint8Array, key: ZoneKey): boolean {
  if (read16(ds, 0) !== key.tag || ds[2] !== key.algorithm) return false
  const hash = digests.get(ds[3]!)
  if (hash === undefined) return true
  const owner = name.slice(0, nameLength(name, 0)).map((octet) => fold[octet]!)
  return Buffer.compare(createHash(hash).update(owner).update(key.rdata).digest(), ds.subarray(4)) === 0
}

const digests: ReadonlyMap<number, string> = new Map([
  [1, 'sha1'],
  [2, 'sha256'],
  [4, 'sha384'],
])

/** `2026-01-31 00:00 UTC` */
export function timeText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
