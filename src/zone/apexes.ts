// The names of a view's zones: which of them a name lies within, by longest match. Each zone has a place, and a place may be empty. A table
// never changes; the next one copies what this one has worked out for zones that stay.

import { sameName } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { slotOf } from './tree.ts'

/** An empty `apex` leaves the place empty. `withheld`: where a zone has the same name, that one is found. */
export type Named = { readonly apex: Uint8Array; readonly withheld?: boolean }

type Columns = {
  /** By place. */
  readonly hashes: Int32Array
  readonly labels: Uint8Array
  /** Where the apex begins; EMPTY where there is none. */
  readonly at: Int32Array
  /** All apexes in one piece: comparing reads no member. */
  readonly octets: Uint8Array
}

const EMPTY = -1

export class Apexes {
  /** Slot of a hash -> place of its zone + 1; 0 where the slot is free. */
  readonly #slots: Int32Array
  readonly #hashes: Int32Array
  readonly #labels: Uint8Array
  readonly #at: Int32Array
  readonly #octets: Uint8Array
  /** Octets of #octets that belong to no zone any more. */
  readonly #unused: number

  private constructor(members: readonly Named[], { hashes, labels, at, octets }: Columns, unused: number) {
    this.#hashes = hashes
    this.#labels = labels
    this.#at = at
    this.#octets = octets
    this.#unused = unused
    this.#slots = new Int32Array(slotsFor(members.length))
    let withheld = 0
    for (let i = 0; i < members.length; i++) {
      if (members[i]!.withheld) withheld++
      else this.#enter(i)
    }
    for (let i = 0; withheld > 0; i++) {
      if (!members[i]!.withheld) continue
      this.#enter(i)
      withheld--
    }
  }

  /** `from`: each member's place in `before`, -1 where it is new: for a known name, hash and labels are copied. */
  static of(members: readonly Named[], before?: Apexes, from?: Int32Array): Apexes {
    const columns = columnsFor(
      members.length,
      members.reduce((octets, { apex }) => octets + apex.length, 0),
    )
    for (let i = 0, end = 0; i < members.length; i++) {
      const { apex } = members[i]!
      const known = from?.[i] ?? EMPTY
      if (known >= 0) {
        columns.hashes[i] = before!.#hashes[known]!
        columns.labels[i] = before!.#labels[known]!
        place(columns, i, apex, end)
      } else take(columns, i, apex, end)
      end += apex.length
    }
    return new Apexes(members, columns, 0)
  }

  /** The table of `members`, which differ from this one's only at `places`: another name, or none. */
  changed(members: readonly Named[], places: readonly number[]): Apexes {
    let unused = this.#unused
    let added = 0
    for (const i of places) {
      if (this.#has(i)) unused += this.#lengthAt(i)
      added += members[i]!.apex.length
    }
    const used = this.#octets.length
    if (unused > (used + added) / 2) return Apexes.of(members)
    const columns = columnsFor(members.length, used + added)
    columns.hashes.set(this.#hashes)
    columns.labels.set(this.#labels)
    columns.at.set(this.#at)
    columns.octets.set(this.#octets)
    let end = used
    for (const i of places) {
      take(columns, i, members[i]!.apex, end)
      end += members[i]!.apex.length
    }
    return new Apexes(members, columns, unused)
  }

  /** Place of the zone with the longest apex that suffix `from` of `name` lies within, or -1. */
  enclosing(name: Suffixes, from: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let i = from; i <= name.count; i++) {
      const hash = name.hash[i]!
      for (let s = slotOf(hash, mask); slots[s] !== 0; s = (s + 1) & mask) {
        const m = slots[s]! - 1
        if (this.#hashes[m] !== hash) continue
        if (sameName(name.bytes, name.at[i]!, this.#octets, this.#at[m]!)) return m
      }
    }
    return -1
  }

  /** Labels of the apex at this place. */
  labels(place: number): number {
    return this.#labels[place]!
  }

  #has(place: number): boolean {
    return place < this.#at.length && this.#at[place] !== EMPTY
  }

  #lengthAt(place: number): number {
    return scratch.set(this.#octets, this.#at[place]!).length
  }

  #enter(place: number): void {
    if (this.#at[place] === EMPTY) return
    const mask = this.#slots.length - 1
    let s = slotOf(this.#hashes[place]!, mask)
    while (this.#slots[s] !== 0) s = (s + 1) & mask
    this.#slots[s] = place + 1
  }
}

const scratch = new Suffixes()

function columnsFor(places: number, octets: number): Columns {
  return {
    hashes: new Int32Array(places),
    labels: new Uint8Array(places),
    at: new Int32Array(places).fill(EMPTY),
    octets: new Uint8Array(octets),
  }
}

function take(columns: Columns, i: number, apex: Uint8Array, end: number): void {
  if (apex.length > 0) {
    scratch.set(apex, 0)
    columns.hashes[i] = scratch.hash[0]!
    columns.labels[i] = scratch.count
  }
  place(columns, i, apex, end)
}

function place({ at, octets }: Columns, i: number, apex: Uint8Array, end: number): void {
  at[i] = apex.length === 0 ? EMPTY : end
  octets.set(apex, end)
}

/** A power of two, at most half full. With a few zones it is nearly empty, so the processor predicts what a look there finds. */
function slotsFor(members: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(256, members * 2)))
}
