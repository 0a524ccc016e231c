// Changes a few names of a signed zone: their rrsets, the signatures over these, the NSEC or NSEC3 records of these names and their
// neighbours, and the SOA. Everything else keeps its signature.

import { Type } from '../dns/types.ts'
import { type Changeset, RecordList } from '../zone/changeset.ts'
import { octetsKey } from '../zone/same.ts'
import { APEX, Flag, NONE, type Node, type Zone } from '../zone/zone.ts'
import { ChainAround, Finder, NameSet } from './chain-around.ts'
import {
  hashIn,
  nextAfter,
  nsec3Hash,
  nsec3Owner,
  nsec3Rdata,
  nsec3Types,
  nsecRdata,
  nsecTypes,
} from './denial-records.ts'
import { type AddedSets, type Authority, authorityOf, isSignedAt, type OwnSet, ownSet, setsAt } from './own-sets.ts'
import { withSerial, zonemdSet } from './seal-zone.ts'
import { addedSets, type SignPlan } from './sign-zone.ts'
import { Signatures } from './signatures.ts'

export type AmendInput = SignPlan & {
  /** The signed zone that is served. */
  readonly signed: Zone
  /** The new content, which differs at `names` only; these are in wire form. Owners of NSEC3 among them are signed anew. */
  readonly content: Zone
  readonly names: Iterable<Uint8Array>
  readonly serial: number
  /** As in SignInput. */
  readonly stores: readonly Zone[]
  readonly now: number
}

export type Amended = { readonly changes: Changeset; readonly made: number }

/**
 * The changes to the signed zone. Undefined where all of it has to be signed anew: another kind of chain, another TTL of it, or two names
 * with one hash. The digest stays as it is: redigest makes it anew.
 */
export function amend(input: AmendInput): Amended | undefined {
  const { signed, content, denial } = input
  if (signed.denial !== denial || signed.negativeTtl !== content.negativeTtl) return undefined
  const { names, links } = touchedBy(input)
  const chain = new ChainAround(signed)
  const writer = new Writer(input, chain)
  if (denial === 'nsec') writer.writeNames(names)
  else if (!writer.writeHashed(names, links)) return undefined
  return writer.amended
}

/** The names to write: also the apex, for its serial; names below a cut or DNAME that comes or goes; and with NSEC3, names above. */
function touchedBy({ signed, content, names, denial, signals }: AmendInput): Touched {
  const touched = new NameSet()
  const links = new NameSet()
  const finder = new Finder()
  touched.add(content.apex)
  const touch = (name: Uint8Array) => {
    touched.add(name)
    if (denial === 'nsec3') addAbove(content, name, touched)
  }
  for (const name of names) {
    const [was, is] = [signed, content].map((zone) => finder.find(zone, name))
    if (was !== NONE && is === NONE && signed.flags(was!) & Flag.hashed) {
      links.add(name)
      continue
    }
    touch(name)
    if (((was === NONE ? 0 : signed.flags(was!)) ^ (is === NONE ? 0 : content.flags(is!))) & HIDES) {
      addBelow(signed, was!, touched)
      addBelow(content, is!, touched)
      // Signals that the cut or DNAME hides, or hid.
      for (const { owner } of signals) touch(owner)
    }
  }
  return { names: touched, links }
}

/** `names`: names of the content. `links`: owners of NSEC3 records whose signatures alone are made anew. */
type Touched = { readonly names: NameSet; readonly links: NameSet }

const HIDES = Flag.cut | Flag.dname

function addBelow(zone: Zone, top: Node, touched: NameSet): void {
  if (top === NONE) return
  const below = new Uint8Array(zone.nodes)
  below[top] = 1
  for (let node = top + 1; node < zone.nodes; node++) {
    if (below[zone.parent(node)] === 0) continue
    below[node] = 1
    if (zone.exists(node)) touched.add(zone.name(node))
  }
}

/** Empty non-terminals come and go with what lies below them. */
function addAbove({ apex }: Zone, name: Uint8Array, touched: NameSet): void {
  for (let at = name[0]! + 1; at < name.length - apex.length; at += name[at]! + 1) touched.add(name.slice(at))
}

/** A name with the rrsets that it has once it is signed. */
type NewName = {
  readonly owner: Uint8Array
  readonly authority: Authority
  readonly sets: readonly OwnSet[]
}

class Writer {
  readonly #input: AmendInput
  readonly #chain: ChainAround
  readonly #signatures: Signatures
  readonly #added: AddedSets
  readonly #finder = new Finder()
  readonly #soa = { removed: RecordList.empty(), added: RecordList.empty() }
  readonly #others = { removed: RecordList.empty(), added: RecordList.empty() }

  constructor(input: AmendInput, chain: ChainAround) {
    const { content, signed, stores } = input
    this.#input = input
    this.#chain = chain
    this.#signatures = new Signatures({ ...input, apex: content.apex, stores: [signed, ...stores] })
    const { apex, ...others } = addedSets(content, input)
    this.#added = { ...others, apex: apex.map((set) => (set.type === Type.ZONEMD ? zonemdSet(signed, set) : set)) }
  }

  get amended(): Amended {
    return {
      made: this.#signatures.made,
      changes: {
        removed: joined(this.#soa.removed, this.#others.removed),
        added: joined(this.#soa.added, this.#others.added),
      },
    }
  }

  writeNames(names: NameSet): void {
    const all = [...names].map((owner) => this.#newName(owner))
    for (const { owner, authority, sets } of all) this.#chain.put(owner, authority !== 'none' && sets.length > 0)
    for (const name of all) this.#write(name, this.#nsecOf(name))
    for (const owner of this.#chain.neighbours) if (!names.has(owner)) this.#relink(owner, Type.NSEC)
  }

  /** False where a name has the hash of another one: sign-zone.ts then refuses the zone (RFC 5155 §7.1). */
  writeHashed(names: NameSet, links: NameSet): boolean {
    const { content } = this.#input
    const hashed = new NameSet()
    const all = [...names].map((owner) => {
      const name = this.#newName(owner)
      const isThere = name.authority !== 'none'
      const link = nsec3Owner(nsec3Hash(owner), content.apex)
      const isTaken = isThere && (hashed.has(link) || this.#isOfOther(owner, link))
      hashed.add(link)
      this.#chain.put(link, isThere)
      return { name, link, isThere, isTaken }
    })
    if (all.some(({ isTaken }) => isTaken)) return false
    for (const { name, link, isThere } of all) {
      this.#write(name, undefined)
      const types = nsec3Types(
        name.authority,
        name.sets.map(({ type }) => type),
      )
      const nsec3 = {
        type: Type.NSEC3,
        ttl: content.negativeTtl,
        records: [nsec3Rdata(hashIn(this.#chain.next(link)), types)],
      }
      this.#write({ owner: link, authority: 'all', sets: isThere ? [nsec3] : [] }, undefined)
    }
    for (const owner of this.#chain.neighbours) links.add(owner)
    for (const owner of links) if (!hashed.has(owner)) this.#relink(owner, Type.NSEC3)
    return true
  }

  /** Whether the served zone has this NSEC3 already, for another name. */
  #isOfOther(owner: Uint8Array, link: Uint8Array): boolean {
    const { signed } = this.#input
    const node = this.#finder.find(signed, owner)
    const had = node !== NONE && authorityOf(signed, node) !== 'none'
    return !had && this.#finder.find(signed, link) !== NONE
  }

  #newName(owner: Uint8Array): NewName {
    const { content, serial } = this.#input
    const node = this.#finder.find(content, owner)
    if (node === NONE) {
      const told = this.#added.signals.at(owner)
      return { owner, authority: told === undefined ? 'none' : 'all', sets: told ?? [] }
    }
    const sets = setsAt(content, node, this.#added).map((set) =>
      set.type === Type.SOA && node === APEX ? withSerial(set, serial) : set,
    )
    return { owner: content.name(node), authority: authorityOf(content, node), sets }
  }

  #nsecOf({ owner, authority, sets }: NewName): OwnSet | undefined {
    if (authority === 'none' || sets.length === 0) return undefined
    const types = nsecTypes(
      authority,
      sets.map(({ type }) => type),
    )
    return {
      type: Type.NSEC,
      ttl: this.#input.content.negativeTtl,
      records: [nsecRdata(this.#chain.next(owner), types)],
    }
  }

  /** Writes the record of a neighbour, which leads to another name now. */
  #relink(owner: Uint8Array, type: number): void {
    const { signed } = this.#input
    const node = this.#finder.find(signed, owner)
    const { ttl, records } = ownSet(signed, signed.rrset(node, type), type)
    const set = { type, ttl, records: [nextAfter(type, records[0]!, this.#chain.next(owner))] }
    const next: Wanted = new Map([[type, set]])
    this.#sign(owner, set, next)
    for (const key of next.keys()) this.#compare(owner, key, this.#oldSet(node, key), next.get(key))
  }

  #write({ owner, authority, sets }: NewName, nsec: OwnSet | undefined): void {
    const { signed } = this.#input
    const wanted: Wanted = new Map()
    for (const set of nsec === undefined ? sets : [...sets, nsec]) {
      wanted.set(set.type, set)
      if (isSignedAt(authority, set.type)) this.#sign(owner, set, wanted)
    }
    const node = this.#finder.find(signed, owner)
    const keys = new Set(wanted.keys())
    if (node !== NONE)
      for (let s = signed.firstSet(node), end = signed.setsEnd(node); s < end; s++) keys.add(signed.key(s))
    for (const key of keys) {
      this.#compare(owner, key, node === NONE ? undefined : this.#oldSet(node, key), wanted.get(key))
    }
  }

  #sign(owner: Uint8Array, set: OwnSet, wanted: Wanted): void {
    const records: Uint8Array[] = []
    this.#signatures.over(owner, set, (rrsig, maker, data) => {
      if (maker !== undefined) rrsig.set(maker.sign(data!), rrsig.length - maker.octets)
      records.push(rrsig)
    })
    wanted.set(set.type * 0x10000 + Type.RRSIG, { type: Type.RRSIG, ttl: set.ttl, records })
  }

  #oldSet(node: Node, key: number): OwnSet | undefined {
    const { signed } = this.#input
    const set = signed.rrset(node, key)
    return set === NONE ? undefined : ownSet(signed, set, signed.type(set))
  }

  #compare(owner: Uint8Array, key: number, old: OwnSet | undefined, next: OwnSet | undefined): void {
    const isOther = old?.ttl !== next?.ttl
    const [was, is] = [octetsOf(old), octetsOf(next)]
    const lists = key === Type.SOA ? this.#soa : this.#others
    for (const [text, rdata] of was) if (isOther || !is.has(text)) add(lists.removed, owner, old!, rdata)
    for (const [text, rdata] of is) if (isOther || !was.has(text)) add(lists.added, owner, next!, rdata)
  }
}

/** By the key of an rrset, as Zone has it. */
type Wanted = Map<number, OwnSet>

function octetsOf(set: OwnSet | undefined): Map<string, Uint8Array> {
  return new Map(set?.records.map((rdata) => [octetsKey(set.type, rdata, 0, rdata.length), rdata]))
}

function add(list: RecordList, owner: Uint8Array, { type, ttl }: OwnSet, rdata: Uint8Array): void {
  list.add(owner, 0, type, ttl, rdata, 0, rdata.length)
}

/** The SOA comes first (RFC 1995 §4). */
function joined(soa: RecordList, others: RecordList): RecordList {
  const all = RecordList.empty()
  for (const list of [soa, others])
    list.each((bytes, owner, type, ttl, data, length) => all.add(bytes, owner, type, ttl, bytes, data, data + length))
  return all
}
