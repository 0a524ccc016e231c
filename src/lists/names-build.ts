// Makes the words of a part (names-part.ts) from the names of one dataset. Every name has a node, and so has each name above it.

import { Octets } from '../dns/octets.ts'
import { hashLabel, ROOT_HASH } from '../dns/suffixes.ts'
import { take } from '../memory/budget.ts'
import { codesRoom, writeCodes } from './codes.ts'
import type { PartWords } from './make-listing.ts'
import { NameCode, placeOf } from './names-part.ts'

export const Kind = { own: 0, below: 1 } as const

function settled(code: number, numberOf: (set: number) => number): number {
  return code < NameCode.firstValue ? code : numberOf(code - NameCode.firstValue) + NameCode.firstValue
}

/** At most two slots in three are taken. */
const SLOTS_A_NAME = 1.5

function slotsFor(names: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(4, names * SLOTS_A_NAME)))
}

/** RFC 5782 §5: every list of names has `test`, and none has `invalid`. */
export const TEST_NAME = Uint8Array.of(4, 0x74, 0x65, 0x73, 0x74)
export const INVALID_NAME = Uint8Array.of(7, 0x69, 0x6e, 0x76, 0x61, 0x6c, 0x69, 0x64)

export class NamesBuild {
  #nodes = 0
  #labels: Uint32Array
  #parent: Int32Array
  #hash: Int32Array
  /** By kind: the codes of nodes. */
  readonly #codes: [Uint32Array, Uint32Array]
  #slots: Uint32Array
  readonly #octets: Octets
  /** Where the labels of the name at hand begin, the last first. */
  readonly #starts = new Int32Array(128)

  constructor(textSize: number) {
    const room = Math.max(64, textSize >>> 3)
    const slots = slotsFor(textSize >>> 4)
    take(room * 20 + slots * 4)
    this.#labels = new Uint32Array(room)
    this.#parent = new Int32Array(room)
    this.#hash = new Int32Array(room)
    this.#codes = [new Uint32Array(room), new Uint32Array(room)]
    this.#slots = new Uint32Array(slots)
    this.#octets = new Octets(Math.max(256, textSize))
  }

  /** The node of the name, made where it does not exist. `labels`: without the root label, in lower case. */
  node(labels: Uint8Array, length = labels.length): number {
    let count = 0
    for (let at = 0; at < length; at += labels[at]! + 1) this.#starts[count++] = at
    let node = -1
    let hash = ROOT_HASH
    for (let i = count - 1; i >= 0; i--) {
      const at = this.#starts[i]!
      hash = hashLabel(hash, labels, at)
      node = this.#find(hash, labels, at, length) ?? this.#add(hash, node, labels, at, length)
    }
    return node
  }

  code(node: number, kind: number): number {
    return this.#codes[kind]![node]!
  }

  setCode(node: number, kind: number, code: number): void {
    this.#codes[kind]![node] = code
  }

  #find(hash: number, labels: Uint8Array, at: number, length: number): number | undefined {
    const mask = this.#slots.length - 1
    for (let slot = placeOf(hash) & mask; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const node = this.#slots[slot]! - 1
      if (this.#hash[node] === hash && this.#is(node, labels, at, length)) return node
    }
    return undefined
  }

  #is(node: number, labels: Uint8Array, at: number, length: number): boolean {
    const { bytes } = this.#octets
    const from = this.#labels[node]!
    for (let i = 0; i < length - at; i++) if (bytes[from + i] !== labels[at + i]) return false
    return bytes[from + length - at] === 0
  }

  #add(hash: number, parent: number, labels: Uint8Array, at: number, length: number): number {
    const node = this.#nodes++
    if (node === this.#labels.length) this.#grow()
    this.#labels[node] = this.#octets.length
    this.#octets.append(labels, at, length)
    this.#octets.u8(0)
    this.#parent[node] = parent
    this.#hash[node] = hash
    this.#codes[0][node] = NameCode.none
    this.#codes[1][node] = NameCode.none
    this.#put(node, this.#slots)
    if (this.#nodes * SLOTS_A_NAME > this.#slots.length) this.#rehash()
    return node
  }

  #put(node: number, slots: Uint32Array): void {
    const mask = slots.length - 1
    let slot = placeOf(this.#hash[node]!) & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = node + 1
  }

  #grow(): void {
    const room = this.#labels.length * 2
    take(room * 20)
    const grown = <T extends Uint32Array | Int32Array>(from: T, to: T): T => {
      to.set(from)
      return to
    }
    this.#labels = grown(this.#labels, new Uint32Array(room))
    this.#parent = grown(this.#parent, new Int32Array(room))
    this.#hash = grown(this.#hash, new Int32Array(room))
    this.#codes[0] = grown(this.#codes[0], new Uint32Array(room))
    this.#codes[1] = grown(this.#codes[1], new Uint32Array(room))
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 2)
    take(slots.byteLength)
    for (let node = 0; node < this.#nodes; node++) this.#put(node, slots)
    this.#slots = slots
  }

  /** The code that the list has for the name, its own or that of all below a name above. */
  said(labels: Uint8Array): number {
    let code: number = NameCode.none
    let count = 0
    for (let at = 0; at < labels.length; at += labels[at]! + 1) this.#starts[count++] = at
    let hash = ROOT_HASH
    for (let i = count - 1; i >= 0; i--) {
      hash = hashLabel(hash, labels, this.#starts[i]!)
      const node = this.#find(hash, labels, this.#starts[i]!, labels.length)
      if (node === undefined) break
      const own = this.#codes[i === 0 ? Kind.own : Kind.below][node]!
      if (own !== NameCode.none) code = own
    }
    return code
  }

  /** Drops exclusions that exclude nothing, and names without codes. Do not use the builder afterwards. */
  finish(numberOf: (set: number) => number): PartWords {
    const count = this.#leaveLive()
    const slots = this.#finalSlots()
    const labels = this.#labels.subarray(0, count)
    const [own, below] = this.#codes
    for (const codes of this.#codes)
      for (let node = 0; node < count; node++) codes[node] = settled(codes[node]!, numberOf)
    const octets = this.#octets.view()
    return {
      rooms: [1 + slots.length, 1 + count, codesRoom(own, count), codesRoom(below, count), (octets.length + 3) >>> 2],
      write: (words, at) => {
        words[at[0]!] = slots.length
        words.set(slots, at[0]! + 1)
        words[at[1]!] = count
        words.set(labels, at[1]! + 1)
        writeCodes(own, count, words, at[2]!)
        writeCodes(below, count, words, at[3]!)
        new Uint8Array(words.buffer, words.byteOffset + at[4]! * 4, octets.length).set(octets)
      },
    }
  }

  /** Moves the nodes that stay to the front, in their order, and returns how many there are. */
  #leaveLive(): number {
    const live = this.#live()
    const before = this.#nodes
    const first = live.indexOf(0)
    if (first < 0) return before
    let next = first
    for (let node = first; node < before; node++) {
      if (live[node] === 0) continue
      this.#labels[next] = this.#labels[node]!
      this.#hash[next] = this.#hash[node]!
      for (const codes of this.#codes) codes[next] = codes[node]!
      next++
    }
    this.#nodes = next
    this.#slots = new Uint32Array(0)
    return next
  }

  /**
   * The table of slots. It takes the one in use where its size is right: to fill a new one for a million names takes a third of the time.
   */
  #finalSlots(): Uint32Array {
    const size = slotsFor(this.#nodes)
    if (this.#slots.length === size) return this.#slots
    take(size * 4)
    const slots = new Uint32Array(size)
    for (let node = 0; node < this.#nodes; node++) this.#put(node, slots)
    return slots
  }

  /** Which nodes stay. A parent has a lower number than the nodes below. */
  #live(): Uint8Array {
    const around = new Uint32Array(this.#nodes)
    for (let node = 0; node < this.#nodes; node++) {
      const parent = this.#parent[node]!
      const above = parent < 0 ? NameCode.none : around[parent]!
      // An exclusion counts only where something above is listed.
      for (const codes of this.#codes)
        if (codes[node] === NameCode.excluded && above < NameCode.firstValue) codes[node] = NameCode.none
      const own = this.#codes[Kind.below][node]!
      around[node] = own === NameCode.none ? above : own
    }
    const live = new Uint8Array(this.#nodes)
    for (let node = this.#nodes - 1; node >= 0; node--) {
      if (this.#codes[0][node] !== NameCode.none || this.#codes[1][node] !== NameCode.none) live[node] = 1
      if (live[node] === 1 && this.#parent[node]! >= 0) live[this.#parent[node]!] = 1
    }
    return live
  }
}
