// A key that signs zones, in memory. Only the main thread and threads that sign have keys: UDP workers, threads for TLS and loaders have none.

import { createHash, type KeyObject, sign } from 'node:crypto'
import { fold } from '../dns/name.ts'
import { publicOctets, signatureOctets, signingAlgorithms } from './algorithms.ts'
import { keyTag } from './key-tag.ts'

/** A csk signs everything; a ksk signs the keys, and the parent's DS names it; a zsk signs all else. */
export type KeyRole = 'csk' | 'ksk' | 'zsk'

/** Fit to be passed to a thread. */
export type ZoneKey = {
  readonly role: KeyRole
  readonly algorithm: number
  readonly tag: number
  /** Rdata of its DNSKEY. */
  readonly dnskey: Uint8Array
  /** The private key; undefined where it is lost: its signatures may be kept, and new ones cannot be made. */
  readonly key: KeyObject | undefined
  readonly use: KeyUse
}

/** How the zone uses the key now; during a roll perhaps only in part. */
export type KeyUse = {
  /** Whether its DNSKEY is published. */
  readonly isPublished: boolean
  readonly signsKeys: boolean
  readonly signsData: boolean
  /** Whether the parent is to have a DS of it. */
  readonly isNamed: boolean
}

/** The use of a key in service. */
export function usualUse(role: KeyRole): KeyUse {
  return { isPublished: true, signsKeys: role !== 'zsk', signsData: role !== 'ksk', isNamed: role !== 'zsk' }
}

/** RFC 4034 §2.1.1, RFC 3757 §2. */
const ZONE_KEY = 0x0100
const ENTRY_POINT = 0x0001
/** RFC 4034 §2.1.2. */
const PROTOCOL = 3

export function dnskeyOf(role: KeyRole, algorithm: number, key: KeyObject): Uint8Array {
  const flags = role === 'zsk' ? ZONE_KEY : ZONE_KEY | ENTRY_POINT
  return Uint8Array.of(flags >>> 8, flags & 0xff, PROTOCOL, algorithm, ...publicOctets(key))
}

export function zoneKeyOf(role: KeyRole, algorithm: number, key: KeyObject): ZoneKey {
  const dnskey = dnskeyOf(role, algorithm, key)
  return { role, algorithm, tag: keyTag(dnskey), dnskey, key, use: usualUse(role) }
}

/** Whether the key signs the DNSKEY rrset, or else all others. */
export function signs({ use }: ZoneKey, isKeys: boolean): boolean {
  return isKeys ? use.signsKeys : use.signsData
}

/** Signs with a key; made once for each. */
export type Maker = {
  readonly key: ZoneKey
  readonly octets: number
  readonly sign: (data: Uint8Array) => Uint8Array
}

export function makerOf(key: ZoneKey): Maker {
  const hash = signingAlgorithms.get(key.algorithm)?.hash
  if (hash === undefined) throw new Error(`Janus cannot sign with algorithm ${key.algorithm}`)
  const octets = signatureOctets(key.algorithm, key.dnskey)
  if (key.key === undefined) return { key, octets, sign: () => lost(key) }
  const options = { key: key.key, dsaEncoding: 'ieee-p1363' } as const
  return {
    ...{ key, octets },
    // RFC 6605 §4: "ieee-p1363" is r and s side by side.
    sign: (data) => sign(hash, data, options),
  }
}

function lost({ algorithm, tag }: ZoneKey): never {
  throw new Error(
    `the key ${algorithm} ${tag} is lost, and there is no earlier signature by it to use: bring the key back`,
  )
}

type Named = Pick<ZoneKey, 'dnskey' | 'tag' | 'algorithm'>

/** Rdata of the DS with a SHA-256 digest (RFC 4509 §2.1, RFC 9904 §4); the CDS that asks for it has the same. */
export function dsOf(owner: Uint8Array, key: Named): Uint8Array {
  return dsBy(SHA256, owner, key)!
}

/** The same with another digest; undefined where we cannot make that. */
export function dsBy(kind: number, owner: Uint8Array, { dnskey, tag, algorithm }: Named): Uint8Array | undefined {
  const hash = DIGESTS.get(kind)
  if (hash === undefined) return undefined
  const lower = owner.map((octet) => fold[octet]!)
  const digest = createHash(hash).update(lower).update(dnskey).digest()
  return Uint8Array.of(tag >>> 8, tag & 0xff, algorithm, kind, ...digest)
}

const SHA256 = 2

/** Digests that validators take, although no DS should be made with SHA-1 any more (RFC 9904 §4). */
const DIGESTS: ReadonlyMap<number, string> = new Map([
  [1, 'sha1'],
  [SHA256, 'sha256'],
  [4, 'sha384'],
])
