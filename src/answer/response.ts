// An answer before it is a message: rcode, flags and a plain list of (section, owner, rrset), in order. The composer fills it,
// the renderer writes it; explanations and tests read it.

import { sameName } from '../dns/name.ts'
import type { Suffixes } from '../dns/suffixes.ts'
import type { Entries, Entry } from '../lists/entries.ts'
import type { Expiry } from '../zone/expiry.ts'
import { hashMark, nodeMark } from '../zone/touched.ts'
import { NONE, type Node, type RRset, type Zone } from '../zone/zone.ts'
import { Consulted } from './freshness.ts'

export const Section = { answer: 1, authority: 2, additional: 3 } as const
export type Section = (typeof Section)[keyof typeof Section]

/** In place of the owner of an item: the name is given as octets. */
export const OCTETS: Node = -2

/** Records that no zone has: we make and sign them when somebody asks. */
export type Made = {
  readonly type: number
  /** Undefined where the records are those of an rrset: then only the signatures are made. */
  readonly rdata: Uint8Array | undefined
  /** Rdata of the RRSIGs over them. */
  readonly signatures: readonly Uint8Array[]
}

/** A response with this many items takes no more optional additional records; no zone meant to be served needs as many. */
const MAX_OPTIONAL = 512

/** Reused from query to query; its arrays grow where a zone needs it and stay. */
export class Response {
  rcode = 0
  authoritative = false
  /** The qname exists in the zone: a zone has only so many such names, so their answers are worth preparing. */
  named = false
  /** The qname itself exists, and owns other types than the one asked for: only a change of what it owns changes that. */
  lacks = false
  /** Whether the answer may be prepared. False for one from a list whose entries end, and for one with records made for it alone. */
  lasts = true
  /** A thread that can sign has to make the answer: this one has no items, but says which kind of answer it will be. */
  waits = false
  /** Where it waits: whether it will have records in the answer section. */
  willAnswer = false
  /** The answer has records that compact denial made (RFC 9824). */
  compact = false
  /**
   * Not 0: the answer holds for every name that lies likewise below this suffix of the qname, whatever labels come before it.
   * An item that is added later may take that back.
   */
  commonAt = 0
  /** RFC 8914 code, or -1. */
  error = -1
  /** The zone that the name asked for lies in, for ZONEVERSION; undefined where there is none. */
  zone: Zone | undefined
  /** When that zone expires, where it comes from a primary. */
  expiry: Expiry | undefined
  /** Suffix of the qname at which that zone's apex is. */
  apexAt = 0

  /** The zones and names whose change changes this answer. */
  readonly consulted = new Consulted()

  /** Number of items. Item i is section[i], owner[i] … */
  count = 0
  readonly section: Section[] = []
  readonly zones: (Zone | undefined)[] = []
  /** A node of zones[i], or OCTETS: then the name is at (ownerBytes[i], ownerAt[i]). */
  readonly owner: Node[] = []
  readonly ownerBytes: (Uint8Array | undefined)[] = []
  readonly ownerAt: number[] = []
  /** NONE for a CNAME synthesised from a DNAME: its target is target[i] and its TTL ttl[i]. Also NONE where entries[i] or made[i] has the records. */
  readonly set: RRset[] = []
  /** The RRSIGs sent with the rrset, or NONE. */
  readonly signature: RRset[] = []
  readonly target: (Uint8Array | undefined)[] = []
  /** Not undefined where a list has the records: those of type[i] that entry[i] owns. */
  readonly entries: (Entries | undefined)[] = []
  readonly entry: Entry[] = []
  readonly type: number[] = []
  readonly made: (Made | undefined)[] = []
  /** TTL to be sent, in seconds. */
  readonly ttl: number[] = []
  /** Left out without TC where it does not fit (RFC 2181 §9). */
  readonly optional: boolean[] = []

  clear(): void {
    this.rcode = 0
    this.authoritative = false
    this.named = false
    this.lacks = false
    this.lasts = true
    this.waits = false
    this.compact = false
    this.commonAt = 0
    this.error = -1
    this.zone = undefined
    this.expiry = undefined
    this.apexAt = 0
    this.consulted.clear()
    this.count = 0
  }

  /** Leaves the answer to a thread that can sign. */
  wait(): void {
    this.willAnswer = false
    for (let i = 0; i < this.count; i++) this.willAnswer ||= this.section[i] === Section.answer
    this.waits = true
    this.count = 0
  }

  /** Notes that the answer depends on what the node owns. */
  noteNode(node: Node): void {
    this.consulted.mark(nodeMark(node))
  }

  /** Notes that the answer depends on the absence of those suffixes of the name that come before suffix `found`. */
  noteMissing(name: Suffixes, found: number): void {
    for (let i = 0; i < found; i++) this.consulted.mark(hashMark(name.hash[i]!))
  }

  /** Appends an rrset of a node under that node's own name. */
  add(section: Section, zone: Zone, owner: Node, set: RRset, signature: RRset, optional = false): void {
    if (set === zone.soa) this.consulted.addSoa()
    else this.consulted.mark(nodeMark(owner))
    this.#push(section, zone, owner, undefined, 0, set, signature, undefined, zone.ttl(set), optional)
  }

  /** Appends an rrset under a name that its node, a wildcard, stands for (RFC 4592 §3.3). */
  addAs(
    section: Section,
    zone: Zone,
    name: Uint8Array,
    at: number,
    set: RRset,
    signature: RRset,
    optional = false,
  ): void {
    this.#push(section, zone, OCTETS, name, at, set, signature, undefined, zone.ttl(set), optional)
  }

  /** Appends the CNAME synthesised from a DNAME (RFC 6672 §3.1). */
  addSynthesised(zone: Zone, name: Uint8Array, at: number, target: Uint8Array, ttl: number): void {
    this.#push(Section.answer, zone, OCTETS, name, at, NONE, NONE, target, ttl, false)
  }

  /** Appends the records of a type that an entry of a list owns, under the name for which it stands. */
  addListed(
    zone: Zone,
    entries: Entries,
    entry: Entry,
    type: number,
    name: Uint8Array,
    at: number,
    optional: boolean,
  ): void {
    this.#push(Section.answer, zone, OCTETS, name, at, NONE, NONE, undefined, entries.ttl(entry), optional)
    const i = this.count - 1
    this.entries[i] = entries
    this.entry[i] = entry
    this.type[i] = type
  }

  /** Appends records made under a name. The answer must then not be prepared for other questions. */
  addMade(section: Section, zone: Zone, name: Uint8Array, at: number, made: Made, set: RRset = NONE): void {
    const ttl = set === NONE ? zone.negativeTtl : zone.ttl(set)
    this.#push(section, zone, OCTETS, name, at, set, NONE, undefined, ttl, false)
    this.made[this.count - 1] = made
    this.lasts = false
  }

  /** Whether the list has a made record of that type under the name. */
  holdsMade(type: number, name: Uint8Array): boolean {
    for (let i = 0; i < this.count; i++)
      if (
        this.made[i]?.type === type &&
        this.set[i] === NONE &&
        sameName(this.ownerBytes[i]!, this.ownerAt[i]!, name, 0)
      )
        return true
    return false
  }

  /** Shortens the TTL of the item added last. */
  limitTtl(ttl: number): void {
    const last = this.count - 1
    if (ttl < this.ttl[last]!) this.ttl[last] = ttl
  }

  /** Whether the rrset is in the list under its node's own name. RRSIGs count also as the signatures of another rrset. */
  holds(zone: Zone, set: RRset): boolean {
    for (let i = 0; i < this.count; i++)
      if (this.owner[i] !== OCTETS && this.zones[i] === zone && (this.set[i] === set || this.signature[i] === set))
        return true
    return false
  }

  /** Whether the rrset is in the list under the name at (name, at), for which a wildcard stands. */
  holdsAs(zone: Zone, set: RRset, name: Uint8Array, at: number): boolean {
    for (let i = 0; i < this.count; i++)
      if (this.set[i] === set && this.zones[i] === zone && this.owner[i] === OCTETS)
        if (sameName(this.ownerBytes[i]!, this.ownerAt[i]!, name, at)) return true
    return false
  }

  /** Whether the rrset is in the list under any name for which a wildcard stands. */
  holdsForWildcard(zone: Zone, set: RRset): boolean {
    for (let i = 0; i < this.count; i++)
      if (this.set[i] === set && this.zones[i] === zone && this.owner[i] === OCTETS) return true
    return false
  }

  /** Whether the answer is the SOA alone, unsigned: then only its serial changes as long as the name and the rest of the SOA stay as they are. */
  get isSoaAlone(): boolean {
    return this.lacks && this.count === 1 && this.set[0] === this.zones[0]!.soa && this.signature[0] === NONE
  }

  /** In how many orders the records can be sent, when all rrsets turn by one from answer to answer. */
  get orders(): number {
    let orders = 1
    for (let i = 0; i < this.count; i++) {
      const size = this.set[i] === NONE ? 1 : this.zones[i]!.size(this.set[i]!)
      if (size > 1) orders = leastCommonMultiple(orders, size)
    }
    return orders
  }

  get full(): boolean {
    return this.count >= MAX_OPTIONAL
  }

  #push(
    section: Section,
    zone: Zone,
    owner: Node,
    ownerBytes: Uint8Array | undefined,
    ownerAt: number,
    set: RRset,
    signature: RRset,
    target: Uint8Array | undefined,
    ttl: number,
    optional: boolean,
  ): void {
    const i = this.count++
    this.section[i] = section
    this.zones[i] = zone
    this.owner[i] = owner
    this.ownerBytes[i] = ownerBytes
    this.ownerAt[i] = ownerAt
    this.set[i] = set
    this.signature[i] = signature
    this.target[i] = target
    this.entries[i] = undefined
    this.made[i] = undefined
    this.ttl[i] = ttl
    this.optional[i] = optional
  }
}

function leastCommonMultiple(a: number, b: number): number {
  let divisor = a
  for (let rest = b; rest !== 0; ) {
    const next = divisor % rest
    divisor = rest
    rest = next
  }
  return (a / divisor) * b
}
