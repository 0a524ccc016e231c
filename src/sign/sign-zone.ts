// A zone as it is served once it is signed: unsigned image in, signed image out. It knows no clock, no files, and nobody who asks.
//
//   content  ->  names in canonical order  ->  their rrsets  ->  what proves absence  ->  image  ->  signatures  ->  SOA and digest
//
// The image has its place for each signature before that is made: several threads make them side by side (blanks.ts).

import { Type } from '../dns/types.ts'
import { ZoneBuilder } from '../zone/builder.ts'
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
import { type AddedSets, type Authority, authorityOf, isSignedAt, type OwnSet, setsAt } from './own-sets.ts'
import type { Schedule } from './schedule.ts'
import { isSealedType, sealZone } from './seal-zone.ts'
import { Signatures } from './signatures.ts'
import { dsOf, type ZoneKey } from './zone-key.ts'

/** Plain data, but for the zones and what keys hold. */
export type SignPlan = {
  readonly keys: readonly ZoneKey[]
  readonly denial: 'nsec' | 'nsec3'
  readonly dnskeyTtl: number
  readonly schedule: Schedule
  readonly zonemd: boolean
  /** What the parent is told: nothing; which keys it is to name (RFC 7344); to name none (RFC 8078 §4). */
  readonly cds: 'none' | 'keys' | 'delete'
  /** Of zones below that are signed here too. */
  readonly children: readonly ChildDs[]
}

export type SignInput = SignPlan & {
  readonly content: Zone
  /** Signed images of the zone, in any view: what they have of the same rrset is not made again. */
  readonly stores: readonly Zone[]
  /** In seconds since 1970. */
  readonly now: number
}

/** With the numbers of its signatures that were made, and taken from elsewhere. */
export type SignedZone = { readonly zone: Zone; readonly made: number; readonly reused: number }

/** With this serial. */
export function signZone(input: SignInput, serial: number): SignedZone {
  const draft = draftZone(input)
  new Blanks(draft.zone, input.keys).fill(APEX, draft.zone.nodes)
  const { zone, made, reused } = sealZone(draft.zone, input, serial)
  return { zone, made: draft.made + made, reused: draft.reused + reused }
}

/**
 * As it will be, with blanks for signatures that are to be made, and `made` of them; SOA and digest, which depend on the serial, are as
 * the content has them.
 */
export function draftZone(input: SignInput): SignedZone {
  const writer = new Writer(input)
  const names = canonicalNames(input.content)
  const chain = input.denial === 'nsec' ? writer.names(names) : writer.hashedNames(names)
  for (const link of chain) writer.link(link)
  const { made, reused } = writer
  return { zone: writer.finish(), made, reused }
}

export function addedSets(content: Zone, plan: SignPlan): AddedSets {
  return { apex: apexSets(content, plan), children: new ChildSets(plan.children) }
}

/** The rrsets at the top that are the signer's. */
function apexSets(content: Zone, { keys, denial, dnskeyTtl, zonemd, cds }: SignPlan): OwnSet[] {
  const sets: OwnSet[] = [{ type: Type.DNSKEY, ttl: dnskeyTtl, records: keysOf(keys, 'isPublished') }]
  const named = keys.filter(({ use }) => use.isNamed)
  if (cds === 'delete')
    sets.push(
      { type: Type.CDS, ttl: dnskeyTtl, records: [NO_DS] },
      { type: Type.CDNSKEY, ttl: dnskeyTtl, records: [NO_DNSKEY] },
    )
  if (cds === 'keys' && named.length > 0)
    sets.push(
      { type: Type.CDS, ttl: dnskeyTtl, records: named.map((key) => dsOf(content.apex, key)) },
      { type: Type.CDNSKEY, ttl: dnskeyTtl, records: keysOf(keys, 'isNamed') },
    )
  if (denial === 'nsec3') sets.push({ type: Type.NSEC3PARAM, ttl: content.negativeTtl, records: [NSEC3PARAM_RDATA] })
  if (zonemd) sets.push({ type: Type.ZONEMD, ttl: content.ttl(content.soa), records: [new Uint8Array(ZONEMD_OCTETS)] })
  return sets
}

function keysOf(keys: readonly ZoneKey[], use: 'isPublished' | 'isNamed'): Uint8Array[] {
  return keys.filter((key) => key.use[use]).map(({ dnskey }) => dnskey)
}

/** RFC 8078 §4, with erratum 5049: `0 0 0 00` and `0 3 0 AA==`. */
const NO_DS = Uint8Array.of(0, 0, 0, 0, 0)
const NO_DNSKEY = Uint8Array.of(0, 0, 3, 0, 0)

/** Serial, scheme and hash algorithm before the 48 octets of SHA-384 (RFC 8976 §2.2). */
export const ZONEMD_OCTETS = 54

/** One record that proves absence, not yet with the name that comes next. */
type Link = { readonly owner: Uint8Array; readonly type: number; readonly rdata: Uint8Array }

class Writer {
  readonly #content: Zone
  readonly #added: AddedSets
  readonly #builder: ZoneBuilder
  readonly #signatures: Signatures

  constructor(input: SignInput) {
    const { content } = input
    this.#content = content
    this.#added = addedSets(content, input)
    // So much text would have as many records as there will be.
    this.#builder = new ZoneBuilder(content.apex, content.records * 64)
    this.#signatures = new Signatures({ ...input, apex: content.apex })
  }

  get made(): number {
    return this.#signatures.made
  }

  get reused(): number {
    return this.#signatures.reused
  }

  finish(): Zone {
    return this.#builder.finish()
  }

  /** Writes them, and gives the chain of their NSEC records. */
  names(order: Uint32Array): Link[] {
    const owners: { readonly owner: Uint8Array; readonly types: readonly number[] }[] = []
    for (const node of order) {
      const { owner, authority, types } = this.#name(node)
      // RFC 4035 §2.3: none for names without data, nor where there is no authority.
      if (authority !== 'none' && types.length > 0) owners.push({ owner, types: nsecTypes(authority, types) })
    }
    return owners.map(({ owner, types }, i) => {
      const next = owners[(i + 1) % owners.length]!.owner
      return { owner, type: Type.NSEC, rdata: nsecRdata(next, types) }
    })
  }

  /** The same for NSEC3, which empty non-terminals have too (RFC 5155 §7.1). */
  hashedNames(order: Uint32Array): Link[] {
    const hashed: { readonly hash: Buffer; readonly types: readonly number[] }[] = []
    for (const node of order) {
      const { owner, authority, types } = this.#name(node)
      if (authority !== 'none')
        hashed.push({ hash: Buffer.from(nsec3Hash(owner)), types: nsec3Types(authority, types) })
    }
    hashed.sort((a, b) => Buffer.compare(a.hash, b.hash))
    return hashed.map(({ hash, types }, i) => {
      const next = hashed[(i + 1) % hashed.length]!.hash
      // RFC 5155 §7.1 step 7: two names of one hash need another salt, and we have none.
      if (hashed.length > 1 && next.equals(hash)) throw new Error('two names have one hash: use NSEC for this zone')
      return { owner: nsec3Owner(hash, this.#content.apex), type: Type.NSEC3, rdata: nsec3Rdata(next, types) }
    })
  }

  link({ owner, type, rdata }: Link): void {
    this.#builder.owner(owner, 0)
    this.#set(owner, 'all', { type, ttl: this.#content.negativeTtl, records: [rdata] })
  }

  #name(node: Node): { readonly owner: Uint8Array; readonly authority: Authority; readonly types: number[] } {
    const content = this.#content
    const owner = content.name(node)
    const authority = authorityOf(content, node)
    const sets = setsAt(content, node, this.#added)
    this.#builder.owner(owner, 0)
    for (const set of sets) this.#set(owner, authority, set)
    return { owner, authority, types: sets.map(({ type }) => type) }
  }

  #set(owner: Uint8Array, authority: Authority, set: OwnSet): void {
    const { type, ttl, records, lines } = set
    const builder = this.#builder
    for (let i = 0; i < records.length; i++) builder.record(type, ttl, records[i]!, records[i]!.length, lines?.[i] ?? 0)
    if (!isSignedAt(authority, type)) return
    const isSealed = isSealedType(type) && owner.length === this.#content.apex.length
    const rrsigs = isSealed ? this.#signatures.blank(owner, set) : this.#signatures.drafts(owner, set)
    for (const rrsig of rrsigs) builder.record(Type.RRSIG, ttl, rrsig, rrsig.length, 0)
  }
}
