// Adds the records that save the client its next question (RFC 1034 §4.3.2 step 6): the addresses of the targets of MX, NS, SRV,
// SVCB …, from any zone of the same view, and the services that an SVCB alias stands for. The caller gives it the zones of that
// view and no others.

import { sameName } from '../dns/name.ts'
import { isServiceMode, targetOf } from '../dns/rdata/rdata.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { currentTarget } from '../zone/targets.ts'
import { APEX, Flag, hasTarget, NONE, type Node, Target, type Zone } from '../zone/zone.ts'
import type { ZoneSet } from '../zone/zone-set.ts'
import { OCTETS, type Response, Section } from './response.ts'

const ADDRESSES = [Type.A, Type.AAAA]
/** RFC 9460 §4.1: the types that a client needs of the target, where a record of the type is an alias. */
const SERVICES = new Map<number, readonly number[]>([Type.SVCB, Type.HTTPS].map((type) => [type, [type, ...ADDRESSES]]))
/** Only this many of the services that we add bring their own targets too: more are of no use to a client. */
const MAX_SERVICES = 8
const OCCLUDED = Flag.belowDname | Flag.hashed

export class Additional {
  readonly #name = new Suffixes()
  #dnssec = false
  /** The types that we add of the target at hand. */
  #wanted: readonly number[] = ADDRESSES

  /** Adds the records of every host that the answer and authority sections name, and of the services added with them. */
  add(set: ZoneSet, dnssec: boolean, response: Response): void {
    this.#dnssec = dnssec
    let services = 0
    for (let i = 0; i < response.count; i++) {
      const rrset = response.set[i]!
      const zone = response.zones[i]!
      if (rrset === NONE || !hasTarget(zone.type(rrset))) continue
      if (response.section[i] === Section.additional && ++services > MAX_SERVICES) return
      let data = zone.dataOf(rrset)
      for (let n = zone.size(rrset); n > 0; n--) {
        this.#addTarget(set, response, i, data)
        data = zone.nextData(data, true)
      }
    }
  }

  /** Adds what the target of one record of item `i` brings. */
  #addTarget(set: ZoneSet, response: Response, i: number, data: number): void {
    const zone = response.zones[i]!
    const type = zone.type(response.set[i]!)
    const target = currentTarget(zone, type, data)
    this.#note(zone, target, targetOf(type, zone.heap, data), response)
    if (target === Target.nothing) return
    // A referral shows withheld servers too: without their addresses it leads nowhere.
    if (set.withholds && !isReferral(response, i) && this.#isWithheld(set, zone, targetOf(type, zone.heap, data)))
      return
    const services = SERVICES.get(type)
    this.#wanted = services === undefined || isServiceMode(type, zone.heap, data) ? ADDRESSES : services
    if (response.owner[i] === OCTETS && zone.heap[targetOf(type, zone.heap, data)] === 0) {
      // RFC 9460 §2.5.2: the target "." is the owner. Here a wildcard stands for that owner.
      this.#addSets(zone, target - 1, response.ownerBytes[i], response.ownerAt[i]!, true, response)
      return
    }
    if (target === Target.elsewhere) {
      this.#addFromSet(set, zone, targetOf(type, zone.heap, data), response)
      return
    }
    if (target >= Target.wildcard) {
      const nameAt = targetOf(type, zone.heap, data)
      this.#addSets(zone, target - Target.wildcard - 1, zone.heap, nameAt, true, response)
      return
    }
    const node = target - 1
    const cut = isReferral(response, i) ? response.owner[i]! : NONE
    // RFC 9471 §3.1: glue of servers in the delegated domain itself must be there, or TC be set.
    const required = cut !== NONE && isBelow(zone, node, cut)
    // Where this view has the zone below the cut, that zone knows other servers better than the glue here does.
    const belowCut = !required && (zone.flags(node) & (Flag.cut | Flag.belowCut)) !== 0
    if (belowCut && this.#addFromSet(set, zone, targetOf(type, zone.heap, data), response)) return
    this.#addSets(zone, node, undefined, 0, !required, response)
  }

  /** Notes what the addition depends on: the target's node; or the wildcard that stands for its name, and that the name is missing. */
  #note(zone: Zone, target: number, at: number, response: Response): void {
    if (target > Target.elsewhere && target < Target.nothing) {
      response.noteNode(target - 1)
      return
    }
    if (at < 0 || zone.heap[at] === 0) return
    if (target > Target.wildcard) response.noteNode(target - Target.wildcard - 1)
    const name = this.#name.set(zone.heap, at)
    const apexAt = name.count - zone.apexLabels
    if (apexAt >= 0 && sameName(zone.heap, name.at[apexAt]!, zone.apex, 0)) response.noteMissing(name, apexAt)
  }

  /** Whether the view keeps the name at `at` from its clients. */
  #isWithheld(set: ZoneSet, zone: Zone, at: number): boolean {
    const member = at < 0 ? -1 : set.enclosing(this.#name.set(zone.heap, at))
    return member >= 0 && set.member(member)!.withheld === true
  }

  /** Adds from the view's zone that the name lies in, if that is another than `zone`. False where that zone has nothing for the name. */
  #addFromSet(set: ZoneSet, zone: Zone, at: number, response: Response): boolean {
    if (at < 0) return false
    const name = this.#name.set(zone.heap, at)
    const member = set.enclosing(name)
    if (member >= 0) response.consulted.add(member)
    else response.consulted.addMissing()
    const other = member < 0 ? undefined : set.member(member)!.zone
    if (other === undefined || other === zone) return false
    const found = other.closest(name)
    const node = other.find(name, found)
    response.noteNode(node)
    response.noteMissing(name, found)
    if (found === 0) return this.#addSets(other, node, undefined, 0, true, response)
    if (other.flags(node) & (Flag.cut | Flag.belowCut | Flag.dname | OCCLUDED)) return false
    const wildcard = other.findWildcard(node, name, found)
    if (wildcard !== NONE) response.noteNode(wildcard)
    return wildcard !== NONE && this.#addSets(other, wildcard, zone.heap, at, true, response)
  }

  /**
   * Adds the node's rrsets of the wanted types, under the node's own name or, where a wildcard stands for it, under the name at
   * (name, at). False where the node has none.
   */
  #addSets(
    zone: Zone,
    node: Node,
    name: Uint8Array | undefined,
    at: number,
    optional: boolean,
    response: Response,
  ): boolean {
    if (zone.flags(node) & OCCLUDED) return false
    let found = false
    for (const type of this.#wanted) {
      const rrset = zone.rrset(node, type)
      if (rrset === NONE) continue
      found = true
      if (optional && response.full) continue
      const signature = this.#dnssec ? zone.signature(node, type) : NONE
      if (name === undefined) {
        if (!response.holds(zone, rrset)) response.add(Section.additional, zone, node, rrset, signature, optional)
      } else {
        // A wildcard answers, and the qname may be this name: it would bring nothing here, while other qnames do. So they do not share
        // the answer.
        if (response.owner[0] === OCTETS && response.holdsForWildcard(zone, rrset)) response.commonAt = 0
        if (!response.holdsAs(zone, rrset, name, at))
          response.addAs(Section.additional, zone, name, at, rrset, signature, optional)
      }
    }
    return found
  }
}

/** Whether item `i` is the NS rrset of a delegation. */
function isReferral(response: Response, i: number): boolean {
  const owner = response.owner[i]!
  return response.section[i] === Section.authority && owner > APEX && (response.zones[i]!.flags(owner) & Flag.cut) !== 0
}

function isBelow(zone: Zone, node: Node, ancestor: Node): boolean {
  let n = node
  while (n > ancestor) n = zone.parent(n)
  return n === ancestor
}
