// Which kept answers still hold: an answer does as long as no zone that it was made of changes, whatever other zones do; and where
// only some names of a zone change, as long as it was not made of one of these.
//
// An answer notes the names that it was made of, and those that it found missing, in a filter: two of 63 bits for each. Bits that
// it has by chance cost it its place among the answers that are kept, and nothing else.

import type { NameMark } from '../zone/touched.ts'

/** A zone's place in its view: index of the view, and of the zone among its members. */
export type FaceAt = { readonly view: number; readonly member: number }

/** What has changed. */
export type FaceChange = FaceAt & {
  /** The SOA and these names, if that is all. */
  readonly names?: readonly NameMark[] | undefined
}

/** In place of a member: none, or more of them than are noted. */
const NOBODY = -1
const MANY = -2

/** Of `high`: the SOA of a zone is in the answer. Every change of a zone changes that. */
const SOA = 0x80000000 | 0

/** The zones, by their place in the view, and the names that one answer was made of. */
export class Consulted {
  first = NOBODY
  second = NOBODY
  /** The filter. */
  low = 0
  high = 0

  clear(): void {
    this.first = NOBODY
    this.second = NOBODY
    this.low = 0
    this.high = 0
  }

  /** Notes a zone that the answer asked, whatever the zone said. */
  add(member: number): void {
    if (member === this.first || member === this.second || this.first === MANY) return
    if (this.first === NOBODY) this.first = member
    else if (this.second === NOBODY) this.second = member
    else this.first = MANY
  }

  addSoa(): void {
    this.high |= SOA
  }

  /** Notes a name, by its mark (touched.ts). */
  mark(mark: NameMark): void {
    this.low |= lowOf(mark)
    this.high |= highOf(mark)
  }
}

function lowOf(mark: NameMark): number {
  const [one, other] = [mark & 63, (mark >>> 6) & 63]
  return (one < 32 ? 1 << one : 0) | (other < 32 ? 1 << other : 0)
}

/** The last bit is the SOA's. */
function highOf(mark: NameMark): number {
  const [one, other] = [mark & 63, (mark >>> 6) & 63]
  return ((one < 32 ? 0 : 1 << (one - 32)) | (other < 32 ? 0 : 1 << (other - 32))) & ~SOA
}

export class Freshness {
  /** Grows with each change: answers kept now are of this epoch. */
  epoch = 0
  /** view -> member -> the epoch of its last change, and of the last one that was about more than some names. */
  #changed: readonly Int32Array[] = []
  #changedWhole: readonly Int32Array[] = []
  /** view -> member -> the names that have changed last. */
  #names: readonly Map<number, ChangedNames>[] = []

  /** Begins anew with views of so many members: nothing that was kept holds any more. */
  reset(members: readonly number[]): void {
    this.epoch = 0
    this.#changed = members.map((count) => new Int32Array(count))
    this.#changedWhole = members.map((count) => new Int32Array(count))
    this.#names = members.map(() => new Map())
  }

  /** All at once. */
  change(faces: readonly FaceChange[]): void {
    this.epoch++
    for (const { view, member, names } of faces) {
      this.#changed[view]![member] = this.epoch
      if (names === undefined || names.length > MOST_NAMES) {
        this.#changedWhole[view]![member] = this.epoch
        this.#names[view]!.delete(member)
        continue
      }
      const changed = this.#names[view]!.get(member) ?? new ChangedNames(this.epoch - 1)
      this.#names[view]!.set(member, changed)
      for (const name of names) changed.add(this.epoch, name)
    }
  }

  /** Whether an answer of an earlier epoch, made of these members of the view and of such names, would be the same today. */
  holds(view: number, epoch: number, first: number, second: number, low: number, high: number): boolean {
    if (first === MANY) return false
    return this.#stands(view, first, epoch, low, high) && this.#stands(view, second, epoch, low, high)
  }

  #stands(view: number, member: number, epoch: number, low: number, high: number): boolean {
    if (member === NOBODY || this.#changed[view]![member]! <= epoch) return true
    if (this.#changedWhole[view]![member]! > epoch || (high & SOA) !== 0) return false
    return this.#names[view]!.get(member)?.haveNone(epoch, low, high) === true
  }
}

/** Names that are told of together; where there are more, it is the zone that has changed. */
const MOST_NAMES = 256

/** Of one zone, the last ones: a power of two, and more than are told of together. */
const KEPT = 512

class ChangedNames {
  readonly #epochs = new Int32Array(KEPT)
  readonly #low = new Int32Array(KEPT)
  readonly #high = new Int32Array(KEPT)
  #count = 0
  /** What has changed up to this epoch is forgotten. */
  #forgotten: number

  constructor(forgotten: number) {
    this.#forgotten = forgotten
  }

  add(epoch: number, name: NameMark): void {
    const i = this.#count & (KEPT - 1)
    if (this.#count >= KEPT) this.#forgotten = this.#epochs[i]!
    this.#epochs[i] = epoch
    this.#low[i] = lowOf(name)
    this.#high[i] = highOf(name)
    this.#count++
  }

  /** Whether none of those that have changed since `epoch` is in the filter. */
  haveNone(epoch: number, low: number, high: number): boolean {
    if (epoch < this.#forgotten) return false
    for (let n = this.#count - 1, end = Math.max(this.#count - KEPT, 0); n >= end; n--) {
      const i = n & (KEPT - 1)
      if (this.#epochs[i]! <= epoch) return true
      const [ownLow, ownHigh] = [this.#low[i]!, this.#high[i]!]
      if ((low & ownLow) === ownLow && (high & ownHigh) === ownHigh) return false
    }
    return true
  }
}
