// Finds which prepared answers still hold: an answer holds as long as none of the zones changes that it was made of, whatever other zones
// do; and where only some names of a zone change, as long as it was not made of one of these.
//
// An answer notes the names that it was made of, and those that it found missing, by their marks. A table says of each mark when a name
// with that mark changed last, so that a hit looks at a few numbers however much has changed since. When two names share a mark by chance,
// the answer loses its place among those that are prepared, and nothing else.

import { MARKS, type NameMark } from '../zone/touched.ts'

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

/** Two marks are in a word, of the three that an answer has; 0 is none. */
const MARK = MARKS
const OTHER = 15

/** Of `high`: the SOA of a zone is in the answer, or more names than are noted. Every change of a zone changes that. */
const ANY_CHANGE = 0x80000000 | 0

/** Of `high`: the SOA is in the answer. Once that is to be prepared, it ends in that SOA, whose serial can be told anew. */
const SOA_INSIDE = 0x40000000

/** Of `low`: a zone that comes may change it, wherever in the view that is. */
const ANY_ZONE = 0x40000000

/** The zones, by their place in the view, and the names that one answer was made of. */
export class Consulted {
  first = NOBODY
  second = NOBODY
  /** Marks. */
  low = 0
  middle = 0
  high = 0

  clear(): void {
    this.first = NOBODY
    this.second = NOBODY
    this.low = 0
    this.middle = 0
    this.high = 0
  }

  /** Notes a zone that the answer asked, whatever the zone said. */
  add(member: number): void {
    if (member === this.first || member === this.second || this.first === MANY) return
    if (this.first === NOBODY) this.first = member
    else if (this.second === NOBODY) this.second = member
    else this.first = MANY
  }

  /** No zone of the view has the name, or the one that should have it is missing. */
  addMissing(): void {
    this.low |= ANY_ZONE
  }

  addSoa(): void {
    this.high |= SOA_INSIDE
  }

  /** The serial cannot be told anew: every change counts. */
  pinSoa(): void {
    if ((this.high & SOA_INSIDE) !== 0) this.high = (this.high & ~SOA_INSIDE) | ANY_CHANGE
  }

  /** Notes a name, by its mark (touched.ts). */
  mark(mark: NameMark): void {
    if (has(this.low, mark) || has(this.middle, mark) || has(this.high, mark)) return
    if (hasRoom(this.low)) this.low = withMark(this.low, mark)
    else if (hasRoom(this.middle)) this.middle = withMark(this.middle, mark)
    else if (hasRoom(this.high)) this.high = withMark(this.high, mark)
    else this.high |= ANY_CHANGE
  }
}

function has(word: number, mark: NameMark): boolean {
  return (word & MARK) === mark || ((word >>> OTHER) & MARK) === mark
}

function hasRoom(word: number): boolean {
  return ((word >>> OTHER) & MARK) === 0
}

function withMark(word: number, mark: NameMark): number {
  return word | ((word & MARK) === 0 ? mark : mark << OTHER)
}

/** Words in which an answer says of which epoch it is, and what it was made of: epoch, both members, the three words of its marks. */
export const MADE_OF_WORDS = 6
const FIRST = 1
const SECOND = 2
const LOW = 3
const MIDDLE = 4
const HIGH = 5

export function noteMadeOf(words: Int32Array, at: number, epoch: number, consulted: Consulted): void {
  words[at] = epoch
  words[at + FIRST] = consulted.first
  words[at + SECOND] = consulted.second
  words[at + LOW] = consulted.low
  words[at + MIDDLE] = consulted.middle
  words[at + HIGH] = consulted.high
}

/** Whether the SOA of its first zone is in the answer. */
export function hasSoa(words: Int32Array, at: number): boolean {
  return (words[at + HIGH]! & SOA_INSIDE) !== 0
}

/** The place in the view of the first zone that it was made of. */
export function firstOf(words: Int32Array, at: number): number {
  return words[at + FIRST]!
}

/** `serial`: of its SOA now, where that is else as it was. */
export type NotedChange = FaceChange & { readonly serial?: number | undefined }

export class Freshness {
  /** Grows with each change: answers prepared now are of this epoch. */
  epoch = 0
  /** view -> member -> the epoch of its last change, and of the last one that was about more than some names. */
  #changed: Int32Array[] = []
  #changedWhole: Int32Array[] = []
  /** view -> member -> the epoch of the last change of more in its SOA than the serial, and the serial since. */
  #changedSoa: Int32Array[] = []
  #serials: Int32Array[] = []
  /** view -> member -> until when it counts as one that changes, in milliseconds. */
  #restless: Float64Array[] = []
  /** view -> the epoch in which a zone came to it last. */
  #come: number[] = []
  #now = 0
  /** By the mark of a name, as the face has it: the epoch of its last change. */
  readonly #names = new Int32Array(MARK + 1)

  /** Begins anew with views of so many members: nothing that was prepared holds any more. */
  reset(members: readonly number[]): void {
    this.epoch = 0
    this.#changed = members.map((count) => new Int32Array(count))
    this.#changedWhole = members.map((count) => new Int32Array(count))
    this.#changedSoa = members.map((count) => new Int32Array(count))
    this.#serials = members.map((count) => new Int32Array(count))
    this.#restless = members.map((count) => new Float64Array(count))
    this.#come = members.map(() => 0)
    this.#names.fill(0)
  }

  /** All at once. */
  change(faces: readonly NotedChange[], { grown, others }: MovedZones = NONE_MOVED): void {
    this.epoch++
    for (const { view, members } of grown) {
      this.#grow(view, members)
      this.#come[view] = this.epoch
    }
    for (const { view, member } of others) {
      this.#changed[view]![member] = this.epoch
      this.#changedSoa[view]![member] = this.epoch
      this.#changedWhole[view]![member] = this.epoch
    }
    for (const { view, member, names, serial } of faces) {
      this.#changed[view]![member] = this.epoch
      if (serial === undefined) {
        this.#changedSoa[view]![member] = this.epoch
        // One that is another as a whole has been read or fetched anew: that says nothing of what comes next.
        if (names !== undefined) this.#restless[view]![member] = this.#now + RESTLESS
      } else this.#serials[view]![member] = serial
      if (names === undefined || names.length > MOST_NAMES) {
        this.#changedWhole[view]![member] = this.epoch
        continue
      }
      const salt = saltOf(view, member)
      for (const name of names) this.#names[name ^ salt] = this.epoch
    }
  }

  #grow(view: number, members: number): void {
    if (members <= this.#changed[view]!.length) return
    // Most come one after the other.
    const room = members + (members >> 3) + 8
    for (const all of [this.#changed, this.#changedWhole, this.#changedSoa, this.#serials])
      all[view] = inRoom(all[view]!, new Int32Array(room))
    this.#restless[view] = inRoom(this.#restless[view]!, new Float64Array(room))
  }

  /** Tells the time, in milliseconds by a steady clock. */
  tick(now: number): void {
    this.#now = now
  }

  /** Whether the zone has changed since that epoch. */
  hasChanged(view: number, member: number, epoch: number): boolean {
    return this.#changed[view]![member]! > epoch
  }

  /** Of a zone that has changed since answers with its SOA were prepared which still hold. */
  serialOf(view: number, member: number): number {
    return this.#serials[view]![member]!
  }

  /** Whether the zone has changed lately, and may at any moment, in such a way that answers with its SOA last no time. */
  isRestless(view: number, member: number): boolean {
    return this.#restless[view]![member]! > this.#now
  }

  /** Whether an answer to this view that has these words (noteMadeOf) would be the same today. */
  holds(view: number, words: Int32Array, at: number): boolean {
    const epoch = words[at]!
    const first = words[at + FIRST]!
    const low = words[at + LOW]!
    if (first === MANY || ((low & ANY_ZONE) !== 0 && this.#come[view]! > epoch)) return false
    const middle = words[at + MIDDLE]!
    const high = words[at + HIGH]!
    return (
      this.#stands(view, first, epoch, low, middle, high) &&
      this.#stands(view, words[at + SECOND]!, epoch, low, middle, high)
    )
  }

  #stands(view: number, member: number, epoch: number, low: number, middle: number, high: number): boolean {
    if (member === NOBODY || this.#changed[view]![member]! <= epoch) return true
    if (this.#changedWhole[view]![member]! > epoch || (high & ANY_CHANGE) !== 0) return false
    if ((high & SOA_INSIDE) !== 0 && this.#changedSoa[view]![member]! > epoch) return false
    const salt = saltOf(view, member)
    return this.#stand(low, salt, epoch) && this.#stand(middle, salt, epoch) && this.#stand(high, salt, epoch)
  }

  /** Whether none of the names has changed. */
  #stand(word: number, salt: number, epoch: number): boolean {
    const one = word & MARK
    const other = (word >>> OTHER) & MARK
    return (one === 0 || this.#names[one ^ salt]! <= epoch) && (other === 0 || this.#names[other ^ salt]! <= epoch)
  }
}

/** Zones that have come and gone. */
export type MovedZones = {
  /** Views to which some have come, with so many places by now. */
  readonly grown: readonly { readonly view: number; readonly members: number }[]
  /** Places where others stand, or none; and of zones whose names others have now. They are no zones that change. */
  readonly others: readonly FaceAt[]
}

const NONE_MOVED: MovedZones = { grown: [], others: [] }

function inRoom<All extends Int32Array | Float64Array>(before: All, after: All): All {
  after.set(before)
  return after
}

/** Milliseconds. */
const RESTLESS = 2000

/** Names that are told of together; where there are more, it is the zone that has changed. */
const MOST_NAMES = 256

/** All faces share the table: names with one mark in two of them have two places there. */
function saltOf(view: number, member: number): number {
  return (Math.imul(Math.imul(view, 0x27d4eb2f) ^ (member + 1), 0x9e3779b1) >>> 17) & MARK
}
