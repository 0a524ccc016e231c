// Judges whether a zone below, which others sign, is to have another DS, as its CDS and CDNSKEY records say (RFC 7344, RFC 8078). All of its
// servers have to say the same, a key that is trusted now must have signed it, and the new DS must lead to its keys: this never breaks a
// chain that holds. It asks no server, and knows no clock.

import { get16, get32 } from '../dns/big-endian.ts'
import { copyName, labelCount, nameLength, sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { Type, typeName } from '../dns/types.ts'
import { keyTag } from './key-tag.ts'
import { NO_DNSKEY, NO_DS } from './no-ds.ts'
import { publicKeyOf, verifyWith } from './public-key.ts'
import { say } from './says.ts'
import { canonicalOrder, RRSIG_FIXED, signedData } from './signed-data.ts'
import { dsBy } from './zone-key.ts'

/** Rdata of an rrset, and of its signatures. */
export type SeenSet = { readonly records: readonly Uint8Array[]; readonly signatures: readonly Uint8Array[] }

/** The records of one authoritative server of the zone. `server`: its name for people. */
export type ChildSeen = {
  readonly server: string
  readonly dnskey: SeenSet
  readonly cds: SeenSet
  readonly cdnskey: SeenSet
}

export type ChildCase = {
  readonly child: Uint8Array
  /** Rdata of the DS records in the zone above; none: the zone is not secured yet, or not any more. */
  readonly present: readonly Uint8Array[]
  readonly seen: readonly ChildSeen[]
  /** When the CDS records that were taken last were signed, if any were. */
  readonly inception: number | undefined
  /** Seconds since 1970. */
  readonly now: number
}

export type ChildVerdict =
  /** The zone has no CDS records, or asks for the DS that it has. */
  | { readonly kind: 'as-is' }
  /** Take these DS records; none: the zone is to be unsigned (RFC 8078 §4). `inception`: of the signature over the CDS records. */
  | { readonly kind: 'take'; readonly records: readonly Uint8Array[]; readonly inception: number }
  /** The same for a zone without a DS: its keys have to be confirmed elsewhere too. */
  | { readonly kind: 'first'; readonly records: readonly Uint8Array[]; readonly inception: number }
  | { readonly kind: 'refused'; readonly why: Said }

export function judgeChild(input: ChildCase): ChildVerdict {
  const { child, present, seen, now } = input
  const refused = (why: Said): ChildVerdict => ({ kind: 'refused', why })
  const [first] = seen
  if (first === undefined) return refused(say('child-no-servers', { child: nameText(child) }))
  for (const one of seen) {
    if (isTooMuch(one)) return refused(say('child-many', { server: one.server, child: nameText(child) }))
    if (textOf(one) !== textOf(first))
      return refused(say('child-servers-differ', { server: one.server, other: first.server }))
  }
  const wanted = wantedBy(child, first)
  if (wanted === undefined) return { kind: 'as-is' }
  if ('code' in wanted) return refused(wanted)
  if (present.length === 0 && wanted.length === 0) return { kind: 'as-is' }
  // RFC 7344 §4.1: a key of the present DS has to sign; where there is none, a key of the new one (RFC 8078 §3).
  const trusted = present.length === 0 ? wanted : present
  let inception = Number.POSITIVE_INFINITY
  for (const one of seen) {
    const proven = proofOf(child, trusted, one, now)
    if (typeof proven !== 'number') return refused(proven)
    inception = Math.min(inception, proven)
    const broken = wanted.length === 0 ? undefined : breakOf(child, wanted, one, now)
    if (broken !== undefined) return refused(broken)
  }
  if (setText(wanted) === setText(present)) return { kind: 'as-is' }
  // RFC 7344 §6.2: an old answer that is sent once more must not bring an old key back.
  if (input.inception !== undefined && inception < input.inception)
    return refused(say('child-cds-old', { signed: timeText(inception), taken: timeText(input.inception) }))
  return { kind: present.length === 0 ? 'first' : 'take', records: wanted, inception }
}

/** The most keys, CDS records and signatures of each: a server that gives more wants to keep us busy. */
const MOST = 24
/** The most keys of one tag with which a signature is tried: keys share a tag only by chance. */
const MOST_OF_A_TAG = 3
/** The most wrong signatures of one rrset that are tried: each takes up to a millisecond of the main thread. */
const MOST_WRONG = 6

function isTooMuch({ dnskey, cds, cdnskey }: ChildSeen): boolean {
  return [dnskey, cds, cdnskey].some(({ records, signatures }) => records.length > MOST || signatures.length > MOST)
}

function textOf({ cds, cdnskey }: ChildSeen): string {
  return `${setText(cds.records)}/${setText(cdnskey.records)}`
}

/** A text that is the same for the same records in any order. */
export function setText(records: readonly Uint8Array[]): string {
  return [...new Set(records.map((rdata) => Buffer.from(rdata).toString('hex')))].sort().join()
}

/** Rdata of the DS that the zone asks for; none: it asks for no DS. Undefined where it has no CDS and CDNSKEY records. */
function wantedBy(child: Uint8Array, { server, cds, cdnskey }: ChildSeen): readonly Uint8Array[] | Said | undefined {
  const [named, keys] = [cds.records, cdnskey.records]
  if (named.length === 0 && keys.length === 0) return undefined
  // RFC 8078 §4: algorithm 0 asks for no DS, with exactly these fields and no other record.
  const deletes = [named.filter((ds) => ds[2] === 0), keys.filter((key) => key[3] === 0)]
  if (deletes.some((list) => list.length > 0)) {
    const isAll = named.every((ds) => isEqual(ds, NO_DS)) && keys.every((key) => isEqual(key, NO_DNSKEY))
    return isAll && named.length <= 1 && keys.length <= 1 ? [] : say('child-cds-cdnskey', { server })
  }
  const made = keys.map((dnskey) => {
    const key = { dnskey, tag: keyTag(dnskey), algorithm: dnskey[3]! }
    return TAKEN_DIGESTS.map((kind) => dsBy(kind, child, key)!)
  })
  const fit = named.filter((ds) => TAKEN_DIGESTS.includes(ds[3]!))
  if (named.length === 0) return made.map(([sha256]) => sha256!)
  if (fit.length === 0) return say('child-cds-form', { server })
  if (keys.length === 0) return fit
  // RFC 7344 §4: CDS and CDNSKEY have to name the same keys.
  const isSame =
    fit.every((ds) => made.some((one) => one.some((other) => isEqual(other, ds)))) &&
    made.every((one) => one.some((other) => fit.some((ds) => isEqual(other, ds))))
  return isSame ? fit : say('child-cds-cdnskey', { server })
}

/** SHA-256 and SHA-384 (RFC 9904 §4): no DS with another digest is taken. */
const TAKEN_DIGESTS: readonly number[] = [2, 4]

/** When the CDS records were signed, if a key that the trusted DS names has signed them; or why they prove nothing. */
function proofOf(
  child: Uint8Array,
  trusted: readonly Uint8Array[],
  { server, dnskey, cds, cdnskey }: ChildSeen,
  now: number,
): number | Said {
  const keys = dnskey.records.filter((key) => isZoneKey(key) && trusted.some((ds) => isOf(child, ds, key)))
  if (signedAt(child, Type.DNSKEY, dnskey, keys, now) === undefined) return say('child-keys-unproven', { server })
  let inception = Number.POSITIVE_INFINITY
  for (const [type, set] of [
    [Type.CDS, cds],
    [Type.CDNSKEY, cdnskey],
  ] as const) {
    if (set.records.length === 0) continue
    const at = signedAt(child, type, set, keys, now)
    if (at === undefined) return say('child-cds-unproven', { type: typeName(type), server })
    inception = Math.min(inception, at)
  }
  return inception
}

/** Why the new DS would break the chain: validators may insist on each algorithm that the DS names (RFC 4035 §2.2). */
function breakOf(
  child: Uint8Array,
  wanted: readonly Uint8Array[],
  { server, dnskey }: ChildSeen,
  now: number,
): Said | undefined {
  for (const algorithm of new Set(wanted.map((ds) => ds[2]!))) {
    const its = wanted.filter((ds) => ds[2] === algorithm)
    // RFC 4509 §3: a validator that knows the stronger digest may ignore the other.
    for (const kind of new Set(its.map((ds) => ds[3]!))) {
      const of = its.filter((ds) => ds[3] === kind)
      const keys = dnskey.records.filter((key) => isZoneKey(key) && of.some((ds) => isOf(child, ds, key)))
      if (signedAt(child, Type.DNSKEY, dnskey, keys, now) === undefined)
        return say('child-would-break', { algorithm, server })
    }
  }
  return undefined
}

/** Whether it is a zone key (RFC 4034 §2.1.1, §2.1.2) that is not revoked (RFC 5011 §2.1). */
function isZoneKey(key: Uint8Array): boolean {
  return key.length > 4 && (key[0]! & 1) === 1 && (key[1]! & 0x80) === 0 && key[2] === 3
}

function isOf(child: Uint8Array, ds: Uint8Array, dnskey: Uint8Array): boolean {
  const [tag, algorithm] = [keyTag(dnskey), dnskey[3]!]
  if (get16(ds, 0) !== tag || ds[2] !== algorithm) return false
  const made = dsBy(ds[3]!, child, { dnskey, tag, algorithm })
  return made !== undefined && isEqual(made, ds)
}

/** The latest inception of signatures by these keys that hold now; undefined where none does. */
function signedAt(
  child: Uint8Array,
  type: number,
  { records, signatures }: SeenSet,
  keys: readonly Uint8Array[],
  now: number,
): number | undefined {
  if (records.length === 0 || keys.length === 0) return undefined
  const ordered = canonicalOrder(type, records)
  let latest: number | undefined
  let wrong = 0
  for (const rrsig of signatures) {
    if (wrong > MOST_WRONG) break
    const span = spanOf(child, type, rrsig, now)
    if (span === undefined || (latest !== undefined && span <= latest)) continue
    const data = signedData(rrsig, child, type, ordered)
    const signature = rrsig.subarray(RRSIG_FIXED + nameLength(rrsig, RRSIG_FIXED))
    const its = keys.filter((key) => key[3] === rrsig[2] && keyTag(key) === get16(rrsig, 16))
    const isMade = its.slice(0, MOST_OF_A_TAG).some((key) => {
      const known = publicKeyOf(key)
      return known !== undefined && verifyWith(known, data, signature)
    })
    if (isMade) latest = span
    else if (its.length > 0) wrong++
  }
  return latest
}

/** The inception of the signature, if it is over this rrset and within its time (RFC 4035 §5.3.1). */
function spanOf(child: Uint8Array, type: number, rrsig: Uint8Array, now: number): number | undefined {
  if (rrsig.length <= RRSIG_FIXED || get16(rrsig, 0) !== type || rrsig[3] !== labelCount(child)) return undefined
  if (!sameName(copyName(rrsig, RRSIG_FIXED), 0, child, 0)) return undefined
  const [ends, begins] = [timeNear(now, get32(rrsig, 8)), timeNear(now, get32(rrsig, 12))]
  return begins <= now && now <= ends ? begins : undefined
}

/** RFC 4034 §3.1.5, RFC 1982. */
function timeNear(now: number, seconds: number): number {
  return now + ((seconds - now) | 0)
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
