// The zones shown to one view, found by longest match. A zone that is configured but could not be loaded has its place
// too: its names are not answered from the zone above it.

import { isWithin, sameName } from '../dns/name.ts'
import type { Suffixes } from '../dns/suffixes.ts'
import { hashName, type Zone } from './zone.ts'

/** A zone of the view; `zone` is undefined where it was refused and no good version is known. */
export type Member = { readonly apex: Uint8Array; readonly zone: Zone | undefined }

export class ZoneSet {
  readonly members: readonly Member[]
  /** The suffix of the name at which the zone found last by enclosing() has its apex. */
  apexAt = 0
  readonly #slots: Int32Array
  readonly #hashes: Int32Array

  constructor(members: readonly Member[]) {
    this.members = members
    this.#slots = new Int32Array(slotsFor(members.length))
    this.#hashes = Int32Array.from(members, (member) => hashName(member.apex, 0))
    const mask = this.#slots.length - 1
    for (let i = 0; i < members.length; i++) {
      let s = this.#hashes[i]! & mask
      while (this.#slots[s] !== 0) s = (s + 1) & mask
      this.#slots[s] = i + 1
    }
  }

  /** Index of the zone with the longest apex that suffix `from` of `name` lies within, or -1; sets `apexAt`. */
  enclosing(name: Suffixes, from = 0): number {
    const mask = this.#slots.length - 1
    for (let i = from; i <= name.count; i++) {
      const hash = name.hash[i]!
      for (let s = hash & mask; this.#slots[s] !== 0; s = (s + 1) & mask) {
        const m = this.#slots[s]! - 1
        if (this.#hashes[m] !== hash || !sameName(name.bytes, name.at[i]!, this.members[m]!.apex, 0)) continue
        this.apexAt = i
        return m
      }
    }
    return -1
  }

  /** The zones whose apex lies below another's, for checks across zones. */
  below(apex: Uint8Array): Member[] {
    return this.members.filter((m) => m.apex.length > apex.length && isWithin(m.apex, 0, apex, 0))
  }
}

/** A power of two, at most half full. */
function slotsFor(members: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, members * 2)))
}
