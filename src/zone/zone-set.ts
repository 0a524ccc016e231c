// The zones that one view shows, found by longest match. A zone that is configured but could not be loaded has its place too, so that the
// zone above it does not answer for its names.

import { isReverseZone } from '../dns/reverse-name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import type { Entries } from '../lists/entries.ts'
import { Apexes } from './apexes.ts'
import type { Expiry } from './expiry.ts'
import { MemberChanges } from './member-changes.ts'
import { placesBefore } from './member-places.ts'
import { Row } from './row.ts'
import type { Zone } from './zone.ts'

/** How to prove absence with records made at the question, which are about the name asked for and no other. */
export type OnlineDenial = 'minimal' | 'compact'

/** A zone of the view; `zone` is undefined where it was refused and no good version is known. */
export type Member = {
  readonly apex: Uint8Array
  readonly zone: Zone | undefined
  /** The view does not show the zone, nor what the zone above has at or below its name. */
  readonly withheld?: boolean
  /** For a zone that comes from a primary or is signed here. */
  readonly expiry?: Expiry | undefined
  /** For a list whose entries may end: those that it has now. */
  readonly live?: Entries | undefined
  /** Whether the zone is a list, in which clients look up addresses or names. */
  readonly isList?: boolean
  /** Undefined: by the chain that the zone has, if it has one. */
  readonly online?: OnlineDenial | undefined
}

/** Facts that follow from the names of the members alone; each is found out when somebody first asks. */
type Names = {
  /** Zone -> the zones next below it. */
  children?: ReadonlyMap<number, readonly number[]>
  hasReverse?: boolean
  /** By the names of an earlier set: where the members stood there. */
  readonly before: WeakMap<Names, Int32Array>
}

export class ZoneSet {
  readonly #members: Row<Member>
  /** Whether any member is withheld. */
  readonly withholds: boolean
  readonly #apexes: Apexes
  /** All sets of the same names share it, so that each fact is found out once. */
  readonly #names: Names
  /**
   * Shared by sets that were made one from the other, each of which knows its number there; undefined where none was made from this one.
   */
  #changes: MemberChanges | undefined
  #number = 0

  /** `like`: a set of the same names in the same order, whose tables this one shares; or the table of the names. */
  constructor(members: readonly Member[] | Row<Member>, like?: ZoneSet | Apexes) {
    this.#members = members instanceof Row ? members : Row.of(members)
    if (like instanceof ZoneSet) {
      this.withholds = like.withholds
      this.#apexes = like.#apexes
      this.#names = like.#names
      return
    }
    this.withholds = this.members.some(({ withheld }) => withheld)
    this.#apexes = like ?? Apexes.of(this.members)
    this.#names = { before: new WeakMap() }
  }

  /** All members, for walks; the first call may have to put tens of thousands together. */
  get members(): readonly Member[] {
    return this.#members.all
  }

  /** Undefined where there is no such place. */
  member(place: number): Member | undefined {
    return this.#members.at(place)
  }

  /** How many places there are. */
  get size(): number {
    return this.#members.length
  }

  /** Whether the members are in one piece: there are few, or somebody has walked over all of them. */
  get isWhole(): boolean {
    return this.#members.isWhole
  }

  /** A set of these members, made in steps. `before`: a set with many of the same members, whose names need not be looked at again. */
  static *after(members: readonly Member[], before: ZoneSet): Generator<undefined, ZoneSet> {
    const from = placesBefore(before, members)
    yield
    if (isAlike(from, before)) return new ZoneSet(members, before)
    const zones = new ZoneSet(members, Apexes.of(members, before.#apexes, from))
    zones.#names.before.set(before.#names, from)
    return zones
  }

  /** Each member's place in an earlier set; -1 where it is new. Undefined where all have the same place. */
  placesIn(before: ZoneSet): Int32Array | undefined {
    if (before.#names === this.#names) return undefined
    const known = this.#names.before.get(before.#names) ?? placesBefore(before, this.members)
    return isAlike(known, before) ? undefined : known
  }

  /** Index of the zone with the longest apex that suffix `from` of `name` lies within, or -1. */
  enclosing(name: Suffixes, from = 0): number {
    return this.#apexes.enclosing(name, from)
  }

  /** The suffix of `name` that is the apex of the zone it lies within. */
  apexAt(member: number, name: Suffixes): number {
    return name.count - this.#apexes.labels(member)
  }

  /** Index of the zone with this very apex, or -1. */
  at(apex: Uint8Array): number {
    const member = this.enclosing(scratch.set(apex, 0))
    return member >= 0 && this.apexAt(member, scratch) === 0 ? member : -1
  }

  /** Whether one of the zones is a reverse zone. */
  get hasReverse(): boolean {
    this.#names.hasReverse ??= this.members.some(({ apex }) => apex.length > 0 && isReverseZone(apex))
    return this.#names.hasReverse
  }

  /** The same set with other zones, expiries or ways of denial, each by its member's place. */
  with(
    zones: ReadonlyMap<number, Zone | undefined>,
    expiries?: ReadonlyMap<number, Expiry>,
    online?: ReadonlyMap<number, OnlineDenial>,
  ): ZoneSet {
    const next = new ZoneSet(this.rowWith(zones, expiries, online), this)
    for (const places of [zones, expiries, online]) if (places) next.#follow(this, places.keys())
    return next
  }

  /** The same names, of which these members are others, by their place. */
  withMembers(others: ReadonlyMap<number, Member>): ZoneSet {
    const next = new ZoneSet(this.#members.with(others), this)
    next.#follow(this, others.keys())
    return next
  }

  /** The members, with these zones. */
  protected rowWith(
    zones: ReadonlyMap<number, Zone | undefined>,
    expiries: ReadonlyMap<number, Expiry> = NOTHING,
    online: ReadonlyMap<number, OnlineDenial> = NOTHING,
  ): Row<Member> {
    const others = new Map<number, Member>()
    const now = (i: number) => others.get(i) ?? this.#members.at(i)!
    for (const [i, zone] of zones) others.set(i, { ...now(i), zone })
    // Not every member has its zone as a property of its own (late-member.ts).
    for (const [i, expiry] of expiries) others.set(i, { ...now(i), zone: now(i).zone, expiry })
    for (const [i, one] of online) others.set(i, { ...now(i), zone: now(i).zone, online: one })
    return this.#members.with(others)
  }

  /** Places of members that may differ from those in `before`, some of them named twice; undefined where any may. */
  changedSince(before: ZoneSet): readonly number[] | undefined {
    if (before.#members.isSame(this.#members)) return []
    return before.#changes === this.#changes ? this.#changes?.between(before.#number, this.#number) : undefined
  }

  /**
   * Notes the places in which this set differs from `before`. If another set has been made from `before` already, nobody remembers it for
   * this one.
   */
  #follow(before: ZoneSet, places: Iterable<number>): void {
    before.#changes ??= new MemberChanges()
    if (this.#changes === undefined && before.#changes.count === before.#number) this.#changes = before.#changes
    this.#changes?.note(places)
    if (this.#changes) this.#number = this.#changes.count
  }

  /**
   * A set in which the places `gone` are empty and the members of `come` have the places that they are listed by; all others keep theirs.
   */
  moved(gone: readonly number[], come: ReadonlyMap<number, Member>): ZoneSet {
    const members = this.members.slice()
    for (const i of gone) members[i] = NOBODY
    for (const [i, member] of come) {
      while (members.length < i) members.push(NOBODY)
      members[i] = member
    }
    return new ZoneSet(members, this.#apexes.changed(members, [...new Set([...gone, ...come.keys()])]))
  }

  /** The zones below the zone `apex`, for checks across zones. */
  below(apex: Uint8Array): Member[] {
    return this.placesBelow(apex).map((place) => this.member(place)!)
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

  /** All members, for work that looks at every zone of the view. */
  every(): readonly Member[] {
    return this.members
  }

  #findChildren(): Map<number, number[]> {
    const children = new Map<number, number[]>()
    for (let i = 0; i < this.members.length; i++) {
      const { apex } = this.members[i]!
      if (apex.length === 0) continue
      const parent = this.enclosing(scratch.set(apex, 0), 1)
      if (parent < 0) continue
      const siblings = children.get(parent)
      if (siblings) siblings.push(i)
      else children.set(parent, [i])
    }
    return children
  }
}

const NOTHING: ReadonlyMap<number, never> = new Map<number, never>()

function isAlike(from: Int32Array, { members }: ZoneSet): boolean {
  return from.length === members.length && from.every((place, i) => place === i)
}

/** The member of an empty place. */
export const NOBODY: Member = {
  apex: new Uint8Array(0),
  zone: undefined,
  withheld: false,
  online: undefined,
  expiry: undefined,
  live: undefined,
}

const scratch = new Suffixes()
