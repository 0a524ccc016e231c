// The chain of NSEC or NSEC3 after some names have come and gone: finds the names before and after a name without writing the chain out.
// Names are owners of NSEC, or of NSEC3: both chains are in canonical order (RFC 4034 §6.1, RFC 5155 §1.3).

import { compareNames } from '../dns/name.ts'
import { nameKey } from '../dns/name-key.ts'
import { Suffixes } from '../dns/suffixes.ts'
import type { Zone } from '../zone/zone.ts'

export class ChainAround {
  readonly #zone: Zone
  readonly #order: Uint32Array
  readonly #scratch = new Uint8Array(256)
  /** Places of names that have gone. */
  readonly #gone = new Set<number>()
  /** Names that have come, in order. */
  #come: Uint8Array[] = []
  /** Names that have come or gone. */
  readonly #changed: Uint8Array[] = []

  /** `zone`: the zone before the change. */
  constructor(zone: Zone) {
    this.#zone = zone
    this.#order = zone.order
  }

  /** Notes whether the name has a record in the chain from now on. */
  put(owner: Uint8Array, isThere: boolean): void {
    const place = this.#placeOf(owner)
    const was = place < this.#order.length && this.#compare(place, owner) === 0
    if (was === isThere) return
    this.#changed.push(owner)
    if (was) this.#gone.add(place)
    else this.#come = [...this.#come, owner].sort(canonically)
  }

  /** The next name of the chain; after the last one the first. */
  next(owner: Uint8Array): Uint8Array {
    const come = this.#come.find((one) => canonically(one, owner) > 0)
    let place = this.#placeOf(owner)
    if (place < this.#order.length && this.#compare(place, owner) === 0) place++
    const old = this.#there(place, 1)
    return nearest(come, old, -1) ?? nearest(this.#come[0], this.#there(0, 1), -1) ?? owner
  }

  /** The names whose records lead to a name that has come, or led to one that has gone. */
  get neighbours(): NameSet {
    const all = new NameSet()
    for (const owner of this.#changed) all.add(this.previous(owner))
    return all
  }

  /** The previous name of the chain; before the first one the last. */
  previous(owner: Uint8Array): Uint8Array {
    const come = this.#come.findLast((one) => canonically(one, owner) < 0)
    const old = this.#there(this.#placeOf(owner) - 1, -1)
    return nearest(come, old, 1) ?? nearest(this.#come.at(-1), this.#there(this.#order.length - 1, -1), 1) ?? owner
  }

  /** The first old name from the place on, in the direction of `step`, that has not gone. */
  #there(place: number, step: 1 | -1): Uint8Array | undefined {
    for (let i = place; i >= 0 && i < this.#order.length; i += step)
      if (!this.#gone.has(i)) return this.#zone.name(this.#order[i]!)
    return undefined
  }

  /** How many names of the old chain come before the name. */
  #placeOf(owner: Uint8Array): number {
    let [low, high] = [0, this.#order.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#compare(middle, owner) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #compare(place: number, owner: Uint8Array): number {
    this.#zone.writeName(this.#order[place]!, this.#scratch, 0)
    return compareNames(this.#scratch, 0, owner, 0)
  }
}

function canonically(a: Uint8Array, b: Uint8Array): number {
  return compareNames(a, 0, b, 0)
}

/** The one of two names that comes first (`sign` -1) or last (1). */
function nearest(a: Uint8Array | undefined, b: Uint8Array | undefined, sign: 1 | -1): Uint8Array | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return canonically(a, b) * sign > 0 ? a : b
}

/** A set of names, compared without case. */
export class NameSet {
  readonly #names = new Map<string, Uint8Array>()

  add(name: Uint8Array): void {
    const key = nameKey(name)
    if (!this.#names.has(key)) this.#names.set(key, name)
  }

  has(name: Uint8Array): boolean {
    return this.#names.has(nameKey(name))
  }

  [Symbol.iterator](): IterableIterator<Uint8Array> {
    return this.#names.values()
  }
}

/** The node of the name in the zone. */
export class Finder {
  readonly #name = new Suffixes()

  find(zone: Zone, name: Uint8Array): number {
    return zone.find(this.#name.set(name, 0), 0)
  }
}
