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
/** In place of a node: all names that exist without the type. */
const NODATA = LISTED - 1

/** Reused from question to question. */
export class Common {
  /** Suffix of the name on which the answer depends, or 0 where it depends on the whole name. */
  at = 0
  /** The zone's place in its zone set, and the node that the name lies below: with the type they tell one such answer from another. */
  member = 0
  node = 0
  /** The type asked for, or ANY_TYPE where it does not matter. */
  type = 0
  /** The name exists: rate limits count each such name for itself, although millions may get the same answer. */
  listed = false

  of(zone: Zone, member: number, apexAt: number, found: Found, lookup: Lookup, question: Question): void {
    this.member = member
    this.type = question.type
    this.listed = false
    if (found === Found.listed) {
      this.#entry(apexAt, lookup, question.type)
      return
    }
    // A proof is about one name alone.
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

  /** All names that one entry of a list covers get the same answer, unless the answer holds the name. */
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
    // A wildcard may own NS, and so be a cut as well: the inverted number keeps its referrals apart from its answers.
    this.node = ~lookup.node
    this.type = ANY_TYPE
  }

  /** A question for DS goes to the zone above: its NXDOMAIN is not the one that other types get. */
  #missing(apexAt: number, type: number): void {
    this.at = apexAt
    this.node = APEX
    this.type = type === Type.DS ? type : ANY_TYPE
  }
}
