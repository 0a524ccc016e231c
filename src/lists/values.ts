// The values of one dataset while it is read: each an address and perhaps a text, stored once however many entries have it; and sets of
// values, for addresses and names with more than one.

import { Octets } from '../dns/octets.ts'
import { take } from '../memory/budget.ts'

/** Numbers from here on are sets of more than one value. */
const SET = 0x40000000

/** The most values that we keep for one address or name. */
export const MOST_TOGETHER = 32

/** No text at all. An empty text is another thing: a base template may fill it. */
export const NO_TEXT = -1

export class Values {
  /** value -> its address. */
  address = new Uint32Array(64)
  /** value -> where its text begins in `octets`, and its length, which is NO_TEXT where it has none. */
  from = new Uint32Array(64)
  length = new Int32Array(64)
  count = 0
  readonly octets = new Octets(1 << 12)
  #slots = new Uint32Array(256)
  /** Sets of more than one value: number -> its values. */
  readonly sets: (readonly number[])[] = []
  readonly #setNumbers = new Map<string, number>()

  /** The number of the value with this address and the text bytes[from, to); `from` is NO_TEXT where there is none. */
  of(address: number, bytes: Uint8Array, from: number, to: number): number {
    const mask = this.#slots.length - 1
    let slot = hashOf(address, bytes, from, to) & mask
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const value = this.#slots[slot]! - 1
      if (this.#is(value, address, bytes, from, to)) return value
    }
    const value = this.count++
    if (value === this.address.length) this.#grow()
    this.address[value] = address
    this.from[value] = this.octets.length
    this.length[value] = from === NO_TEXT ? NO_TEXT : to - from
    if (from !== NO_TEXT) this.octets.append(bytes, from, to)
    this.#slots[slot] = value + 1
    if (this.count * 2 > this.#slots.length) this.#rehash()
    return value
  }

  /** The number of a set of values: for one value its own, for several SET plus a number. */
  setOf(values: readonly number[]): number {
    if (values.length === 1) return values[0]!
    const key = values.join(' ')
    const known = this.#setNumbers.get(key)
    if (known !== undefined) return known
    const number = SET + this.sets.push(values) - 1
    this.#setNumbers.set(key, number)
    return number
  }

  /** The set of the values of both. */
  with(set: number, value: number): number {
    const values = new Set([...this.#valuesOf(set), ...this.#valuesOf(value)])
    return this.setOf([...values].sort((a, b) => a - b).slice(0, MOST_TOGETHER))
  }

  #valuesOf(set: number): readonly number[] {
    return set < SET ? [set] : this.sets[set - SET]!
  }

  /** The final number, once all values are known: sets of several values come behind the single ones. */
  numberOf(set: number): number {
    return set < SET ? set : this.count + set - SET
  }

  /** The text of a value as in the file; undefined where it has none. */
  text(value: number): Uint8Array | undefined {
    const length = this.length[value]!
    const from = this.from[value]!
    return length === NO_TEXT ? undefined : this.octets.bytes.subarray(from, from + length)
  }

  #is(value: number, address: number, bytes: Uint8Array, from: number, to: number): boolean {
    if (this.address[value] !== address) return false
    const length = from === NO_TEXT ? NO_TEXT : to - from
    if (this.length[value] !== length) return false
    const own = this.octets.bytes
    for (let i = 0, at = this.from[value]!; i < length; i++) if (own[at + i] !== bytes[from + i]) return false
    return true
  }

  #grow(): void {
    const room = this.address.length * 2
    take(room * 12)
    this.address = grown(this.address, new Uint32Array(room))
    this.from = grown(this.from, new Uint32Array(room))
    this.length = grown(this.length, new Int32Array(room))
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 4)
    take(slots.byteLength)
    const mask = slots.length - 1
    for (let value = 0; value < this.count; value++) {
      const from = this.length[value] === NO_TEXT ? NO_TEXT : this.from[value]!
      const hash = hashOf(this.address[value]!, this.octets.bytes, from, from + this.length[value]!)
      let slot = hash & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = value + 1
    }
    this.#slots = slots
  }
}

function grown<T extends Uint32Array | Int32Array>(from: T, to: T): T {
  to.set(from)
  return to
}

function hashOf(address: number, bytes: Uint8Array, from: number, to: number): number {
  let hash = address ^ 0x9e3779b9
  if (from === NO_TEXT) hash ^= 0x5bd1e995
  else for (let p = from; p < to; p++) hash = Math.imul(hash ^ bytes[p]!, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}
