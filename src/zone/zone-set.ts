// The zones that one view shows, found by longest match. A zone that is configured but could not be loaded has its place too:
// the zone above it does not answer its names.

import { sameName } from '../dns/name.ts'
import { isReverseZone } from '../dns/reverse-name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import type { Entries } from '../lists/entries.ts'
import type { Expiry } from './expiry.ts'
import { slotOf } from './tree.ts'
import { hashName, type Zone } from './zone.ts'

/** How absence is proven to those who ask here: by records that are made when they ask, about the name asked for and no other. */
export type OnlineDenial = 'minimal' | 'compact'

/** A zone of the view; `zone` is undefined where it was refused and no good version is known. */
export type Member = {
  readonly apex: Uint8Array
  readonly zone: Zone | undefined
  /** The view does not show the zone, nor what the zone above has at or below its name. */
  readonly withheld?: boolean
  /** Of a zone that comes from a primary. */
  readonly expiry?: Expiry | undefined
  /** Of a list whose entries end: those that there are now. */
  readonly live?: Entries | undefined
  /** Undefined: by the chain that the zone has, if it has one. */
  readonly online?: OnlineDenial | undefined
}

/** What the names of the members alone decide, as it is found out. */
type Names = {
  /** Zone -> the zones next below it. */
  children?: ReadonlyMap<number, readonly number[]>
  hasReverse?: boolean
}

export class ZoneSet {
  readonly members: readonly Member[]
  /** Whether any member is withheld. */
  readonly withholds: boolean
  /** Place of a name -> member + 1; 0 where no member is. */
  readonly #slots: Int32Array
  readonly #hashes: Int32Array
  /** All apexes in one piece, and where each begins: comparing reads no member. */
  readonly #apexes: Uint8Array
  readonly #apexAt: Int32Array
  /** Labels of each apex. */
  readonly #labels: Uint8Array
  /** Shared by all sets of the same names: whoever asks first, of whichever of them, has it found out for all. */
  readonly #names: Names

  /** `like`: a set of the same names in the same order, whose table serves this one too. */
  constructor(members: readonly Member[], like?: ZoneSet) {
    this.members = members
    this.withholds = like?.withholds ?? members.some(({ withheld }) => withheld)
    if (like !== undefined) {
      this.#slots = like.#slots
      this.#hashes = like.#hashes
      this.#apexes = like.#apexes
      this.#apexAt = like.#apexAt
      this.#labels = like.#labels
      this.#names = like.#names
      return
    }
    this.#names = {}
    this.#slots = new Int32Array(slotsFor(members.length))
    this.#hashes = Int32Array.from(members, (member) => hashName(member.apex, 0))
    this.#apexes = new Uint8Array(members.reduce((octets, { apex }) => octets + apex.length, 0))
    this.#apexAt = new Int32Array(members.length)
    this.#labels = Uint8Array.from(members, ({ apex }) => scratch.set(apex, 0).count)
    const mask = this.#slots.length - 1
    for (let i = 0, at = 0; i < members.length; at += members[i]!.apex.length, i++) {
      this.#apexes.set(members[i]!.apex, at)
      this.#apexAt[i] = at
      let s = slotOf(this.#hashes[i]!, mask)
      while (this.#slots[s] !== 0) s = (s + 1) & mask
      this.#slots[s] = i + 1
    }
  }

  /** Index of the zone with the longest apex that suffix `from` of `name` lies within, or -1. */
  enclosing(name: Suffixes, from = 0): number {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let i = from; i <= name.count; i++) {
      const hash = name.hash[i]!
      for (let s = slotOf(hash, mask); slots[s] !== 0; s = (s + 1) & mask) {
        const m = slots[s]! - 1
        if (this.#hashes[m] !== hash) continue
        if (sameName(name.bytes, name.at[i]!, this.#apexes, this.#apexAt[m]!)) return m
      }
    }
    return -1
  }

  /** The suffix of `name` that is the apex of the zone it lies within. */
  apexAt(member: number, name: Suffixes): number {
    return name.count - this.#labels[member]!
  }

  /** Index of the zone with this very apex, or -1. */
  at(apex: Uint8Array): number {
    const member = this.enclosing(scratch.set(apex, 0))
    return member >= 0 && this.apexAt(member, scratch) === 0 ? member : -1
  }

  /** Whether the names of one of the zones are addresses. */
  get hasReverse(): boolean {
    this.#names.hasReverse ??= this.members.some(({ apex }) => isReverseZone(apex))
    return this.#names.hasReverse
  }

  /** The same set but for some zones, by their place among the members. */
  with(
    zones: ReadonlyMap<number, Zone | undefined>,
    expiries?: ReadonlyMap<number, Expiry>,
    online?: ReadonlyMap<number, OnlineDenial>,
  ): ZoneSet {
    const members = this.members.slice()
    for (const [i, zone] of zones) members[i] = { ...members[i]!, zone }
    for (const [i, expiry] of expiries ?? []) members[i] = { ...members[i]!, expiry }
    for (const [i, one] of online ?? []) members[i] = { ...members[i]!, online: one }
    return new ZoneSet(members, this)
  }

  /** The zones whose apex lies below another zone's, for checks across zones. */
  below(apex: Uint8Array): Member[] {
    return this.placesBelow(apex).map((member) => this.members[member]!)
  }

  /** Their places among the members. */
  protected placesBelow(apex: Uint8Array): number[] {
    this.#names.children ??= this.#findChildren()
    const { children } = this.#names
    const found: number[] = []
    const add = (parent: number): void => {
      for (const child of children.get(parent) ?? []) {
        found.push(child)
        add(child)
      }
    }
    const member = this.at(apex)
    if (member >= 0) add(member)
    return found
  }

  /** For whoever has to look at every zone of the view. */
  every(): readonly Member[] {
    return this.members
  }

  #findChildren(): Map<number, number[]> {
    const children = new Map<number, number[]>()
    for (let i = 0; i < this.members.length; i++) {
      const parent = this.enclosing(scratch.set(this.members[i]!.apex, 0), 1)
      if (parent < 0) continue
      const siblings = children.get(parent)
      if (siblings) siblings.push(i)
      else children.set(parent, [i])
    }
    return children
  }
}

/** The name at hand. */
const scratch = new Suffixes()

/** A power of two, at most half full. With a few zones it is nearly empty, so the processor foretells what a look there finds. */
function slotsFor(members: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(256, members * 2)))
}
