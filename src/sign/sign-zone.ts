// Signs a whole zone: it takes an unsigned image, and gives a signed one. It knows no clock, no files and no clients.
//
//   content  ->  names in canonical order  ->  their rrsets  ->  NSEC or NSEC3  ->  image  ->  signatures  ->  SOA and digest
//
// The image has a place for each signature before that is made: several threads fill these places side by side (blanks.ts).

import { compareNames } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import { ZoneBuilder } from '../zone/builder.ts'
import { roomAtFirst } from '../zone/fold.ts'
import { APEX, type Node, type Zone } from '../zone/zone.ts'
import { Blanks } from './blanks.ts'
import { canonicalNames } from './canonical-names.ts'
import { type ChildDs, ChildSets } from './child-ds.ts'
import {
  NSEC3PARAM_RDATA,
  nsec3Hash,
  nsec3Owner,
  nsec3Rdata,
  nsec3Types,
  nsecRdata,
  nsecTypes,
} from './denial-records.ts'
import { HashedNames } from './hashed-names.ts'
import { NO_DNSKEY, NO_DS } from './no-ds.ts'
import { type AddedSets, type Authority, authorityOf, isSignedAt, type OwnSet, setsAt } from './own-sets.ts'
import type { Schedule } from './schedule.ts'
import { isSealedType, sealZone } from './seal-zone.ts'
import { type Signal, SignalSets } from './signal-sets.ts'
import { Signatures } from './signatures.ts'
import { dsOf, type ZoneKey } from './zone-key.ts'

/** How a zone is signed: plain data, but for the private keys. */
export type SignPlan = {
  readonly keys: readonly ZoneKey[]
  readonly denial: 'nsec' | 'nsec3'
  readonly dnskeyTtl: number
  readonly schedule: Schedule
  readonly zonemd: boolean
  /** What CDS records tell the parent: nothing; which keys it has to name (RFC 7344); to name none (RFC 8078 §4). */
  readonly cds: 'none' | 'keys' | 'delete'
  /** DS records of zones below that are signed here too, or whose CDS records are followed. */
  readonly children: readonly ChildDs[]
  /** Signals about zones whose servers have names in this one. */
  readonly signals: readonly Signal[]
}

export type SignInput = SignPlan & {
  readonly content: Zone
  /** Signed images of the zone, in any view: signatures that they have over the same rrset are not made again. */
  readonly stores: readonly Zone[]
  /** Seconds since 1970. */
  readonly now: number
}

/** A signed zone, with the numbers of signatures that were made, and taken from earlier images. */
export type SignedZone = { readonly zone: Zone; readonly made: number; readonly reused: number }

/** Signs the zone under this serial. */
export function signZone(input: SignInput, serial: number): SignedZone {
  const draft = draftZone(input)
  new Blanks(draft.zone, input.keys).fill(APEX, draft.zone.nodes)
  const { zone, made, reused } = sealZone(draft.zone, input, serial)
  return { zone, made: draft.made + made, reused: draft.reused + reused }
}

/**
 * The image with blanks for the signatures to make, `made` of them. SOA and digest, which depend on the serial, are still those of the
 * content.
 */
export function draftZone(input: SignInput): SignedZone {
  const writer = new Writer(input)
  const names = canonicalNames(input.content)
  if (input.denial === 'nsec') writer.names(names)
  else writer.hashedNames(names)
  const { made, reused } = writer
  return { zone: writer.finish(), made, reused }
}

export function addedSets(content: Zone, plan: SignPlan): AddedSets {
  return {
    apex: apexSets(content, plan),
    children: new ChildSets(plan.children),
    signals: new SignalSets(content, plan.signals),
  }
}

/** The rrsets that the signer makes at the apex. */
function apexSets(content: Zone, { keys, denial, dnskeyTtl, zonemd, cds }: SignPlan): OwnSet[] {
  const sets: OwnSet[] = [{ type: Type.DNSKEY, ttl: dnskeyTtl, records: keysOf(keys, 'isPublished') }]
  if (cds === 'delete')
    sets.push(
      { type: Type.CDS, ttl: dnskeyTtl, records: [NO_DS] },
      { type: Type.CDNSKEY, ttl: dnskeyTtl, records: [NO_DNSKEY] },
    )
  if (cds === 'keys') sets.push(...namingSets(content.apex, keys, dnskeyTtl))
  if (denial === 'nsec3') sets.push({ type: Type.NSEC3PARAM, ttl: content.negativeTtl, records: [NSEC3PARAM_RDATA] })
  if (zonemd) sets.push({ type: Type.ZONEMD, ttl: content.ttl(content.soa), records: [new Uint8Array(ZONEMD_OCTETS)] })
  return sets
}

/** CDS and CDNSKEY of the keys that the parent has to name; no rrsets where there is no such key. */
export function namingSets(apex: Uint8Array, keys: readonly ZoneKey[], ttl: number): OwnSet[] {
  const named = keys.filter(({ use }) => use.isNamed)
  if (named.length === 0) return []
  return [
    { type: Type.CDS, ttl, records: named.map((key) => dsOf(apex, key)) },
    { type: Type.CDNSKEY, ttl, records: keysOf(keys, 'isNamed') },
  ]
}

function keysOf(keys: readonly ZoneKey[], use: 'isPublished' | 'isNamed'): Uint8Array[] {
  return keys.filter((key) => key.use[use]).map(({ dnskey }) => dnskey)
}

/** Octets of an NSEC or NSEC3 record and its owner's label, roughly: few names need more. */
const LINK_OCTETS = 96

/** Octets of the signal's names and rdata. */
function octetsOf({ owner, sets }: Signal): number {
  return sets.reduce((all, { records }) => records.reduce((sum, { length }) => sum + length + 8, all), owner.length)
}

/** Serial, scheme and hash algorithm before the 48 octets of SHA-384 (RFC 8976 §2.2). */
const ZONEMD_OCTETS = 54

/** One name of the signed zone. */
type SignedName = {
  readonly owner: Uint8Array
  readonly authority: Authority
  readonly sets: readonly OwnSet[]
  readonly types: readonly number[]
}

/** Writes the zone. It keeps nothing of a name that is written, for there may be a million. */
class Writer {
  readonly #content: Zone
  readonly #added: AddedSets
  readonly #builder: ZoneBuilder
  readonly #signatures: Signatures

  constructor(input: SignInput) {
    const { content } = input
    this.#content = content
    this.#added = addedSets(content, input)
    this.#signatures = new Signatures({ ...input, apex: content.apex })
    // The builder sizes its columns by octets of text: 64 for each record.
    const heap = new Uint8Array(this.#roomWanted(content, input.signals))
    this.#builder = new ZoneBuilder(content.apex, content.records * 64, heap)
  }

  /** Octets of labels and rdata, estimated high: memory that is never written takes no room. */
  #roomWanted({ edition: { used }, sets, names }: Zone, signals: readonly Signal[]): number {
    const more = this.#added.signals.more.length
    const signed = (sets + names + more + 2 * signals.length + 64) * this.#signatures.octets
    const told = signals.reduce((all, signal) => all + octetsOf(signal), 0)
    return used.heap + signed + (names + more) * LINK_OCTETS + told
  }

  get made(): number {
    return this.#signatures.made
  }

  get reused(): number {
    return this.#signatures.reused
  }

  finish(): Zone {
    return this.#builder.finish(undefined, undefined, roomAtFirst(this.#content.records))
  }

  /** Writes all names with the chain of NSEC: each name's record when the next name is known. */
  names(order: Uint32Array): void {
    let first: Uint8Array | undefined
    let last: SignedName | undefined
    for (const name of this.#inOrder(order)) {
      // RFC 4035 §2.3: none for names without data, nor where there is no authority.
      if (name.authority !== 'none' && name.types.length > 0) {
        if (last !== undefined) this.#link(last, name.owner)
        first ??= name.owner
        last = name
      }
      this.#write(name)
    }
    if (last !== undefined) this.#link(last, first!)
  }

  #link({ owner, authority, types }: SignedName, next: Uint8Array): void {
    this.#proof(owner, Type.NSEC, nsecRdata(next, nsecTypes(authority, types)))
  }

  /** Writes all names with the chain of NSEC3, in which empty non-terminals are too (RFC 5155 §7.1). */
  hashedNames(order: Uint32Array): void {
    const hashed = new HashedNames()
    for (const name of this.#inOrder(order)) {
      this.#write(name)
      if (name.authority !== 'none') hashed.add(nsec3Hash(name.owner), nsec3Types(name.authority, name.types))
    }
    const { apex } = this.#content
    hashed.eachLink((hash, types, next) => {
      // RFC 5155 §7.1: two names with one hash need another salt, and we use none.
      if (hashed.size > 1 && Buffer.compare(hash, next) === 0)
        throw new Error('two names have one hash: use NSEC for this zone')
      this.#proof(nsec3Owner(hash, apex), Type.NSEC3, nsec3Rdata(next, types))
    })
  }

  #proof(owner: Uint8Array, type: number, rdata: Uint8Array): void {
    this.#builder.owner(owner, 0)
    this.#set(owner, 'all', { type, ttl: this.#content.negativeTtl, records: [rdata] })
  }

  /** The names of the content in order, with names in between that hold only signals, or have only these below them. */
  *#inOrder(order: Uint32Array): Generator<SignedName> {
    const { signals } = this.#added
    const { more } = signals
    let next = 0
    const brought = (owner: Uint8Array): SignedName => {
      const sets = signals.at(owner) ?? []
      return { owner, authority: 'all', sets, types: sets.map(({ type }) => type) }
    }
    for (const node of order) {
      const name = this.#name(node)
      while (next < more.length && compareNames(more[next]!, 0, name.owner, 0) < 0) yield brought(more[next++]!)
      yield name
    }
    for (; next < more.length; next++) yield brought(more[next]!)
  }

  #name(node: Node): SignedName {
    const content = this.#content
    const sets = setsAt(content, node, this.#added)
    return {
      ...{ owner: content.name(node), authority: authorityOf(content, node) },
      ...{ sets, types: sets.map(({ type }) => type) },
    }
  }

  #write({ owner, authority, sets }: SignedName): void {
    this.#builder.owner(owner, 0)
    for (const set of sets) this.#set(owner, authority, set)
  }

  #set(owner: Uint8Array, authority: Authority, set: OwnSet): void {
    const { type, ttl, records, lines } = set
    const builder = this.#builder
    for (let i = 0; i < records.length; i++) builder.record(type, ttl, records[i]!, records[i]!.length, lines?.[i] ?? 0)
    if (!isSignedAt(authority, type)) return
    // Its signature is made at the end, when the serial is known.
    const isSealed = isSealedType(type) && owner.length === this.#content.apex.length
    this.#signatures.drafts(owner, set, isSealed, (rrsig) => builder.record(Type.RRSIG, ttl, rrsig, rrsig.length, 0))
  }
}
