// Finds where a name leads among all zones of one view, as a resolver that asks this server would.

import { copyName, labelCount, nameLength } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { Found, Lookup } from './lookup.ts'
import { Flag, NONE, type Node, type RRset, type Zone } from './zone.ts'
import type { ZoneSet } from './zone-set.ts'

export const Where = {
  /** In no zone of the view. */
  elsewhere: 0,
  /** The zone is refused or withheld, a delegation leads elsewhere, or a list has the name: it may have an address or not. */
  unknown: 1,
  /** A CNAME stands at the name, or a wildcard CNAME or a DNAME above stands for it: `set` is that rrset. */
  alias: 2,
  /** It has an address: `ipv4`, `ipv6`. */
  host: 3,
  /** It exists and has no address. */
  noAddress: 4,
  missing: 5,
} as const
export type Where = (typeof Where)[keyof typeof Where]

/** An alias that the finder found; it stays the same when the finder goes on. */
export type Alias = {
  readonly zone: Zone
  readonly member: number
  /** Its owner. */
  readonly node: Node
  /** The CNAME or DNAME. */
  readonly set: RRset
  readonly wildcard: boolean
}

/** We do not follow a longer chain of aliases. */
const MOST_ALIASES = 16

/** The outcome of the last find(); reused from name to name. */
export class NameFinder {
  /** The view's zone that holds the name, and its index there. */
  zone: Zone | undefined
  member = NONE
  /** The node that answers: the name's own, the wildcard or DNAME that stands for it, the cut above it. */
  node: Node = NONE
  /** The alias. */
  set: RRset = NONE
  wildcard = false
  ipv4 = false
  ipv6 = false
  readonly #zones: ZoneSet
  readonly #name = new Suffixes()
  readonly #lookup = new Lookup()

  constructor(zones: ZoneSet) {
    this.#zones = zones
  }

  /** Where the name at (bytes, at) leads. */
  find(bytes: Uint8Array, at: number): Where {
    const name = this.#name.set(bytes, at)
    this.node = NONE
    this.set = NONE
    this.zone = undefined
    this.member = this.#zones.enclosing(name)
    if (this.member < 0) return Where.elsewhere
    const { zone } = this.#zones.member(this.member)!
    if (zone === undefined) return Where.unknown
    this.zone = zone
    const lookup = this.#lookup
    const found = lookup.find(zone, name, false)
    this.node = lookup.node
    this.wildcard = lookup.wildcard
    switch (found) {
      case Found.referral:
        return Where.unknown
      case Found.dname:
        this.set = zone.rrset(lookup.node, Type.DNAME)
        return Where.alias
      case Found.nxdomain:
        return Where.missing
      // The A record of a list's entry is a code, and no address of a host.
      case Found.listed:
        return Where.unknown
      case Found.name:
        return this.#atNode(zone, lookup.node)
      default:
        return found satisfies never
    }
  }

  /** The alias found last. */
  alias(): Alias {
    const { zone, member, node, set, wildcard } = this
    return { zone: zone!, member, node, set, wildcard }
  }

  /** The name that the chain of aliases beginning at (bytes, at) ends with, if that has an address; else undefined. */
  canonical(bytes: Uint8Array, at: number): Uint8Array | undefined {
    let name = copyName(bytes, at)
    for (let aliases = 0; aliases < MOST_ALIASES; aliases++) {
      const where = this.find(name, 0)
      if (where === Where.host) return name
      if (where !== Where.alias) return undefined
      const next = this.follow(name)
      if (next === undefined) return undefined
      name = next
    }
    return undefined
  }

  #atNode(zone: Zone, node: Node): Where {
    if (zone.flags(node) & Flag.cname) {
      this.set = zone.rrset(node, Type.CNAME)
      return Where.alias
    }
    this.ipv4 = zone.rrset(node, Type.A) !== NONE
    this.ipv6 = zone.rrset(node, Type.AAAA) !== NONE
    return this.ipv4 || this.ipv6 ? Where.host : Where.noAddress
  }

  /** The name that the alias found last makes of `name`, for which find() found it; undefined where that would be too long. */
  follow(name: Uint8Array): Uint8Array | undefined {
    const zone = this.zone!
    const target = copyName(zone.heap, zone.dataOf(this.set))
    if (zone.type(this.set) === Type.CNAME) return target
    // RFC 6672 §2.2: the labels left of the DNAME's owner stay.
    const owner = zone.name(this.node)
    const kept = nameLength(name, 0) - nameLength(owner, 0)
    if (labelCount(name) <= labelCount(owner) || kept + target.length > 255) return undefined
    const joined = new Uint8Array(kept + target.length)
    joined.set(name.subarray(0, kept))
    joined.set(target, kept)
    return joined
  }
}
