// Which names get the same answer but for the name itself: all that do not exist in a zone, all that one wildcard stands
// for, all below one cut. There is no end of such names, and few such answers.

import type { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { Found, type Lookup } from '../zone/lookup.ts'
import { APEX, Flag, type Zone } from '../zone/zone.ts'
import type { Question } from './answer.ts'

const ANY_TYPE = 0
/** Above the numbers of nodes. */
const LISTED = 0x40000000
/** In place of a node: all that exist and have no such type. */
const NODATA = LISTED - 1

/** Reused from question to question. */
export class Common {
  /** Suffix of the name on which the answer depends, or 0 where it depends on the whole name. */
  at = 0
  /** With the type they tell one such answer from another: the zone's place in its set, and what the name lies below. */
  member = 0
  node = 0
  /** Type asked for where it matters. */
  type = 0
  /** The name exists: each counts for itself, although there may be millions that are answered alike. */
  listed = false

  of(zone: Zone, member: number, apexAt: number, found: Found, lookup: Lookup, question: Question): void {
    this.member = member
    this.type = question.type
    this.listed = false
    if (found === Found.listed) {
      this.#entry(apexAt, lookup, question.type)
      return
    }
    // Proofs are about the very name.
    const proved = question.dnssec && zone.denial !== 'none'
    if (found === Found.referral) this.#below(zone, lookup, question.name)
    else if (proved || (zone.flags(lookup.node) & Flag.cname) !== 0) this.at = 0
    else if (found === Found.nxdomain) this.#missing(apexAt, question.type)
    else if (found === Found.name && lookup.wildcard) {
      this.at = lookup.encloserAt
      this.node = lookup.node
    } else this.at = 0
  }

  /** All names of the zone that exist without the type. */
  nodata(apexAt: number, type: number): void {
    this.at = apexAt
    this.listed = true
    this.node = NODATA
    this.type = type === Type.DS ? type : ANY_TYPE
  }

  /** All names with one entry of a list own the same, unless they are named in it. */
  #entry(apexAt: number, { entry, entries }: Lookup, type: number): void {
    this.at = 0
    if (apexAt === 0 || type === Type.ANY) return
    if (entry >= 0 && !entries!.isCommon(entry, type)) return
    this.at = apexAt
    this.listed = true
    this.node = LISTED + entry
  }

  #below(zone: Zone, lookup: Lookup, name: Suffixes): void {
    let suffix = name.count - zone.apexLabels
    for (let n = lookup.node; n !== APEX; n = zone.parent(n)) suffix--
    this.at = suffix
    // A cut is no wildcard's node, but for one that owns NS.
    this.node = ~lookup.node
    this.type = ANY_TYPE
  }

  /** DS may be asked of the zone above: that NXDOMAIN is another zone's. */
  #missing(apexAt: number, type: number): void {
    this.at = apexAt
    this.node = APEX
    this.type = type === Type.DS ? type : ANY_TYPE
  }
}
