// Makes denial when somebody asks: about the name asked for and no other. So nobody can walk the zone, and no cache applies the denial to
// names that another view shows. Two forms: minimally covering NSEC (RFC 4470), and compact denial (RFC 9824). A thread without a key
// makes none, and lets the question wait for the thread that has one.

import { compareNames, copyName } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { wildcardOf } from '../dns/wildcard-name.ts'
import { nextAfter, nsecRdata } from '../sign/denial-records.ts'
import { after, before, lastBelow, pastSubtree } from '../sign/neighbours.ts'
import { type OwnSet, ownSet } from '../sign/own-sets.ts'
import type { Lookup } from '../zone/lookup.ts'
import { NONE, type Node, type RRset, type Zone } from '../zone/zone.ts'
import type { Proof } from './denial.ts'
import { NsecOrder } from './nsec.ts'
import { type Response, Section } from './response.ts'

/** Signs with the keys of zones. */
export interface OnlineSigner {
  /** Rdata of the RRSIGs over the rrset of that owner; undefined where there is no key for the zone. */
  sign(zone: Zone, owner: Uint8Array, set: OwnSet): readonly Uint8Array[] | undefined
}

/** The types of a name without data (RFC 4470 §3, RFC 9824 §3.2). */
const NOTHING = [Type.RRSIG, Type.NSEC]
/** The types of a name that does not exist (RFC 9824 §3.1). */
const NO_NAME = [Type.RRSIG, Type.NSEC, Type.NXNAME]

/** Makes records and signs them. */
export class OnlineMaker {
  /** The signer has no key for the zone: the records made so far must not be sent. */
  isWithoutKey = false
  /** The answer needs signatures, and this thread has no signer. */
  waits = false
  readonly #signer: OnlineSigner | undefined
  #dnssec = false

  constructor(signer: OnlineSigner | undefined) {
    this.#signer = signer
  }

  /** Begins another answer. `dnssec`: its client wants signatures. */
  begin(dnssec: boolean): void {
    this.isWithoutKey = false
    this.waits = false
    this.#dnssec = dnssec
  }

  /** Whether the answer has to wait for a signer. Asked before we make anything that has to be signed. */
  hasToWait(): boolean {
    this.waits ||= this.#dnssec && this.#signer === undefined
    return this.waits
  }

  /** `shown`: the name under which the record is sent, where its owner is a wildcard that stands for that name. */
  nsec(section: Section, zone: Zone, owner: Uint8Array, rdata: Uint8Array, response: Response, shown = owner): void {
    if (response.holdsMade(Type.NSEC, shown)) return
    const signatures = this.#sign(zone, owner, { type: Type.NSEC, ttl: zone.negativeTtl, records: [rdata] })
    response.addMade(section, zone, shown, 0, { type: Type.NSEC, rdata, signatures })
  }

  /** Adds an rrset of a wildcard, signed as the name's own (RFC 9824 §3.3). */
  set(zone: Zone, name: Suffixes, set: RRset, response: Response): void {
    const type = zone.type(set)
    response.compact = true
    const owner = copyName(name.bytes, name.at[0]!)
    const signatures = this.#sign(zone, owner, ownSet(zone, set, type))
    response.addMade(Section.answer, zone, name.bytes, name.at[0]!, { type, rdata: undefined, signatures }, set)
  }

  #sign(zone: Zone, owner: Uint8Array, set: OwnSet): readonly Uint8Array[] {
    if (this.hasToWait() || !this.#dnssec) return []
    const signatures = this.#signer?.sign(zone, owner, set)
    if (signatures === undefined) this.isWithoutKey = true
    return signatures ?? []
  }
}

/** RFC 9824: we say of every name that it exists, and give a name that does not exist the type NXNAME. */
export class CompactProof implements Proof {
  readonly #maker: OnlineMaker

  constructor(maker: OnlineMaker) {
    this.#maker = maker
  }

  /** RFC 9824 §3.1 */
  nxdomain(zone: Zone, name: Suffixes, _lookup: Lookup, response: Response): void {
    this.none(Section.authority, zone, name, response)
  }

  /** Says that the name does not exist. */
  none(section: Section, zone: Zone, name: Suffixes, response: Response): void {
    response.compact = true
    const owner = nameAt(name, 0)
    this.#maker.nsec(section, zone, owner, nsecRdata(after(owner, zone.apex), NO_NAME), response)
  }

  /** RFC 9824 §3.2, §3.3: where a wildcard stands for the name, its types are the name's. */
  nodata(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void {
    this.own(Section.authority, zone, name, lookup, response)
  }

  /** Adds the NSEC with the name's types: as its nodata, or because the NSEC itself was asked for. */
  own(section: Section, zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void {
    response.compact = true
    const owner = nameAt(name, 0)
    const next = after(owner, zone.apex)
    const rdata = lookup.wildcard
      ? nsecRdata(next, typesForWildcard(zone, lookup.node))
      : ownRdata(zone, lookup.node, next)
    this.#maker.nsec(section, zone, owner, rdata, response)
  }

  /** RFC 9824 §3.3: the answer is signed as the name's own. */
  wildcardAnswer(): void {}

  /** RFC 9824 §3.4 */
  unsignedReferral(zone: Zone, cut: Node, name: Suffixes, cutAt: number, response: Response): void {
    const owner = nameAt(name, cutAt)
    this.#maker.nsec(Section.authority, zone, owner, ownRdata(zone, cut, after(owner, zone.apex)), response)
  }
}

/** RFC 4470: proves what NSEC does, by records that cover no more names than they must. */
export class MinimalProof implements Proof {
  readonly #maker: OnlineMaker
  readonly #order = new NsecOrder()
  readonly #name = new Suffixes()
  readonly #wildcard = new Uint8Array(256)

  constructor(maker: OnlineMaker) {
    this.#maker = maker
  }

  nxdomain(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void {
    this.#coverNextCloser(zone, name, lookup, response)
    const length = wildcardOf(name, lookup.encloserAt, this.#wildcard)
    if (length > 0) this.#cover(zone, this.#wildcard.slice(0, length), response)
  }

  nodata(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void {
    const owner = lookup.wildcard ? zone.name(lookup.node) : nameAt(name, 0)
    // Right after the wildcard comes `*\000`: where that is the next closer name, one record of the wildcard has to reach past it.
    if (lookup.wildcard) this.#coverNextCloser(zone, name, lookup, response)
    this.#atNode(zone, owner, lookup.node, response)
  }

  /** For a question for the NSEC itself, where the node has one. */
  own(section: Section, zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void {
    const shown = nameAt(name, 0)
    const owner = lookup.wildcard ? zone.name(lookup.node) : shown
    this.#maker.nsec(section, zone, owner, ownRdata(zone, lookup.node, after(owner, zone.apex)), response, shown)
  }

  wildcardAnswer(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void {
    this.#coverNextCloser(zone, name, lookup, response)
  }

  unsignedReferral(zone: Zone, cut: Node, name: Suffixes, cutAt: number, response: Response): void {
    this.#atNode(zone, nameAt(name, cutAt), cut, response)
  }

  /** Shows the types of a node. An empty non-terminal owns no NSEC, so another covers it and ends at the first name below it (RFC 4035 §2.3). */
  #atNode(zone: Zone, owner: Uint8Array, node: Node, response: Response): void {
    const next = after(owner, zone.apex)
    if (zone.rrset(node, Type.NSEC) === NONE) this.#cover(zone, owner, response, next)
    else this.#maker.nsec(Section.authority, zone, owner, ownRdata(zone, node, next), response)
  }

  /** Covers the next closer name and all below it: from that a resolver sees which name is the closest encloser. */
  #coverNextCloser(zone: Zone, name: Suffixes, { encloserAt }: Lookup, response: Response): void {
    this.#cover(zone, nameAt(name, encloserAt - 1), response)
  }

  #cover(zone: Zone, name: Uint8Array, response: Response, next = pastSubtree(name, zone.apex)): void {
    const last = this.#order.atOrBefore(zone, this.#name.set(name, 0))
    const owner = zone.name(last)
    let made = priorTo(name, zone.apex)
    // Names below `made` lie between it and `name`. We begin after all of them, so as not to show which there are. Of the apex `name`
    // itself is one of them.
    if (made.length > zone.apex.length && compareNames(owner, 0, made, 0) > 0) made = lastBelow(made)
    // The owner would be at or before a name that exists: that name owns the record, with its own types.
    if (compareNames(owner, 0, made, 0) >= 0)
      this.#maker.nsec(Section.authority, zone, owner, ownRdata(zone, last, next), response)
    else this.#maker.nsec(Section.authority, zone, made, nsecRdata(next, NOTHING), response)
  }
}

/** A name before `name`, with nothing between them but names below the one found, and names above `name` that may own nothing. */
function priorTo(name: Uint8Array, apex: Uint8Array): Uint8Array {
  let at = name
  let made = before(at)
  while (made === undefined) {
    // The name above comes right before this one. It may own nothing, so we go on from there.
    at = at.subarray(at[0]! + 1)
    made = at.length > apex.length ? before(at) : at
  }
  return made
}

/** The rdata of a node's NSEC, with `next` in place of the next name. */
function ownRdata(zone: Zone, node: Node, next: Uint8Array): Uint8Array {
  const set = zone.rrset(node, Type.NSEC)
  if (set === NONE) return nsecRdata(next, NOTHING)
  const at = zone.dataOf(set)
  return nextAfter(Type.NSEC, zone.heap.subarray(at, at + zone.lengthOf(at)), next)
}

/** RFC 4592 §4.2: no name for which a wildcard stands is a cut, although the wildcard itself may be one. */
function typesForWildcard(zone: Zone, node: Node): number[] {
  const types = new Set<number>(NOTHING)
  for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) types.add(zone.type(set))
  types.delete(Type.NS)
  return [...types].sort((a, b) => a - b)
}

function nameAt(name: Suffixes, i: number): Uint8Array {
  return copyName(name.bytes, name.at[i]!)
}
