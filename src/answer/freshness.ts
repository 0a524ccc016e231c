// Finds which prepared answers still hold. An answer holds as long as no zone changes that it was made of, whatever other zones do; and
// where only some names of such a zone change, as long as the answer was not made of one of those names.
//
// An answer notes the names that it was made of, and those that it found missing, by their marks. A table says of each mark when a name
// with that mark changed last, so that a hit looks at a few numbers however much has changed since. Where two names share a mark by chance,
// a change of one costs the other no more than its prepared answer.

import { MARKS, type NameMark } from '../zone/touched.ts'

/** A zone's place in its view: index of the view, and of the zone among its members. */
export type FaceAt = { readonly view: number; readonly member: number }

/** A face that has changed. */
export type FaceChange = FaceAt & {
  /** The SOA and these names, if that is all. */
  readonly names?: readonly NameMark[] | undefined
}

/** In place of a member: NOBODY where there is none, MANY where there are more than we note. */
const NOBODY = -1
const MANY = -2

/** An answer has three words of marks, with two marks in each: the lower 15 bits, and the 15 bits from OTHER on. 0 is no mark. */
const MARK = MARKS
const OTHER = 15

/** A bit of `high`: the answer has an SOA whose serial cannot be told anew, or depends on more names than we note. Any change ends it. */
const ANY_CHANGE = 0x80000000 | 0

/** A bit of `high`: the SOA is in the answer. A prepared answer with this bit ends in that SOA, and gets a new serial in place. */
const SOA_INSIDE = 0x40000000

/** A bit of `low`: any zone that comes to the view may change the answer. */
const ANY_ZONE = 0x40000000

/** The zones, by their place in the view, and the names that one answer was made of. */
export class Consulted {
  first = NOBODY
  second = NOBODY
  /** Three words of marks, with the bits above. */
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

  /** Notes that no zone of the view has the name, or that the one that should have it is missing. */
  addMissing(): void {
    this.low |= ANY_ZONE
  }

  addSoa(): void {
    this.high |= SOA_INSIDE
  }

  /** For an answer whose serial cannot be told anew: any change of its zones ends it. */
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

/** How many words say what an answer was made of: its epoch, both members, and three words of marks. */
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

/** Whether the answer ends in the SOA of its first zone, whose serial can be told anew. */
export function hasSoa(words: Int32Array, at: number): boolean {
  return (words[at + HIGH]! & SOA_INSIDE) !== 0
}

/** The place in the view of the first zone that the answer was made of. */
export function firstOf(words: Int32Array, at: number): number {
  return words[at + FIRST]!
}

/** `serial`: the new serial of its SOA, where nothing else in the SOA has changed. */
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
  /** view -> member -> until when the zone counts as restless, in milliseconds. */
  #restless: Float64Array[] = []
  /** view -> the epoch in which a zone came to it last. */
  #come: number[] = []
  #now = 0
  /** By the mark of a name, salted with its face: the epoch of the last change. */
  readonly #names = new Int32Array(MARK + 1)

  /** Begins anew; `members`: how many zones each view has. The caller drops all prepared answers. */
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

  /** Takes in all these changes as one epoch. */
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
        // A zone that changed as a whole was read or fetched anew: that does not mean that more changes follow.
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
    // Zones come one after the other: spare room saves a copy for each.
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

  /** The zone's present serial, where the zone has changed since an answer with its SOA was prepared that still holds. */
  serialOf(view: number, member: number): number {
    return this.#serials[view]![member]!
  }

  /** Whether the zone has changed lately in such a way that its prepared answers with an SOA ended, and may do so again at any moment. */
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

/** Zones that have come to views or left them. */
export type MovedZones = {
  /** Views to which zones have come, each with the number of its places now. */
  readonly grown: readonly { readonly view: number; readonly members: number }[]
  /** Places that another zone or none has now, and the places of zones that have lost names to another zone. None of them counts as restless. */
  readonly others: readonly FaceAt[]
}

const NONE_MOVED: MovedZones = { grown: [], others: [] }

function inRoom<All extends Int32Array | Float64Array>(before: All, after: All): All {
  after.set(before)
  return after
}

/** For how long a change makes a zone restless, in milliseconds. */
const RESTLESS = 2000

/** The most names that one change notes; where more have changed, the whole zone counts as changed. */
const MOST_NAMES = 256

/** All faces share the table: the salt gives a mark another place in it for each face. */
function saltOf(view: number, member: number): number {
  return (Math.imul(Math.imul(view, 0x27d4eb2f) ^ (member + 1), 0x9e3779b1) >>> 17) & MARK
}
