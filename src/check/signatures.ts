// Reads signatures and keys of a signed zone out of its heap, and tells whether they fit together.

import { createHash } from 'node:crypto'
import { get16, get32 } from '../dns/big-endian.ts'
import { fold, nameLength } from '../dns/name.ts'
import type { Said } from '../dns/said.ts'
import { Type } from '../dns/types.ts'
import { keyTag } from '../sign/key-tag.ts'
import { type PublicKey, publicKeyOf, verifyWith } from '../sign/public-key.ts'
import { canonicalOrder, RRSIG_FIXED, signedData } from '../sign/signed-data.ts'
import { perZone } from '../zone/per-zone.ts'
import { recordsOf } from '../zone/records.ts'
import { APEX, NONE, type Node, type RRset, type Zone } from '../zone/zone.ts'
import { say } from './says.ts'

/** The fields of an RRSIG (RFC 4034 §3.1). Times are the lower 32 bits of seconds since 1970. */
export type Signature = {
  readonly rdata: Uint8Array
  readonly covered: number
  readonly algorithm: number
  readonly labels: number
  readonly originalTtl: number
  readonly expiration: number
  readonly inception: number
  readonly tag: number
}

export function readSignature({ heap }: Zone, data: number, length: number): Signature {
  return {
    rdata: heap.slice(data, data + length),
    covered: get16(heap, data),
    algorithm: heap[data + 2]!,
    labels: heap[data + 3]!,
    originalTtl: get32(heap, data + 4),
    expiration: get32(heap, data + 8),
    inception: get32(heap, data + 12),
    tag: get16(heap, data + 16),
  }
}

export type ZoneKey = {
  readonly rdata: Uint8Array
  readonly tag: number
  readonly algorithm: number
  /** Undefined where we cannot verify with it. */
  readonly publicKey: PublicKey | undefined
}

export function zoneKey(rdata: Uint8Array): ZoneKey {
  return { rdata, tag: keyTag(rdata), algorithm: rdata[3]!, publicKey: publicKeyOf(rdata) }
}

/** The DNSKEY records at the apex. */
export const zoneKeys = perZone((zone): readonly ZoneKey[] => {
  const set = zone.rrset(APEX, Type.DNSKEY)
  return set === NONE ? [] : recordsOf(zone, set).map(zoneKey)
})

/** Why the key signs nothing in a zone (RFC 4034 §2.1.1, §2.1.2). */
export function keyFlaw(dnskey: Uint8Array): Said | undefined {
  if ((dnskey[0]! & 1) === 0) return say('key-without-zone-flag')
  return dnskey[2] === 3 ? undefined : say('key-protocol')
}

/** The algorithms of the keys that sign the zone: a revoked key does not (RFC 5011 §2.1). */
export const signingAlgorithms = perZone((zone): readonly number[] => {
  const signing = zoneKeys(zone).filter(({ rdata }) => keyFlaw(rdata) === undefined && !isRevoked(rdata))
  return [...new Set(signing.map(({ algorithm }) => algorithm))]
})

/** Whether the REVOKE bit of the key is set (RFC 5011 §3). */
export function isRevoked(dnskey: Uint8Array): boolean {
  return (dnskey[1]! & 0x80) !== 0
}

/** Whether the apex has a signature: then all of the zone should be signed (RFC 4035 §2.2). */
export function isSigned(zone: Zone): boolean {
  for (let set = zone.firstSet(APEX); set < zone.setsEnd(APEX); set++) if (zone.type(set) === Type.RRSIG) return true
  return false
}

/** An rrset in the form that signers sign. */
export type SignedSet = { readonly owner: Uint8Array; readonly records: readonly Uint8Array[] }

export function signedSet(zone: Zone, node: Node, set: RRset): SignedSet {
  return { owner: zone.name(node), records: canonicalOrder(zone.type(set), recordsOf(zone, set)) }
}

/** Whether the signature over the rrset was made with the key; undefined where we cannot tell. */
export function verifies(
  { owner, records }: SignedSet,
  { rdata, covered }: Signature,
  { publicKey }: ZoneKey,
): boolean | undefined {
  const signature = rdata.subarray(RRSIG_FIXED + nameLength(rdata, RRSIG_FIXED))
  return publicKey && verifyWith(publicKey, signedData(rdata, owner, covered, records), signature)
}

/** Whether the DS or CDS rdata is of the key of the zone `name` (RFC 4034 §5.1.4); true where we do not know the digest. */
export function isDigestOf(ds: Uint8Array, name: Uint8Array, key: ZoneKey): boolean {
  if (get16(ds, 0) !== key.tag || ds[2] !== key.algorithm) return false
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

/** The time that 32 bits of seconds mean: the nearest to `now` that has these bits (RFC 4034 §3.1.5, RFC 1982). */
export function timeNear(now: number, seconds: number): number {
  return now + ((seconds - now) | 0)
}

/** `2026-01-31 00:00 UTC` */
export function timeText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
