// Intervals of IPv4 addresses with a code each, in the order in which they are read; and sorting by keys.

import { take } from '../memory/budget.ts'

/** Growing columns. An interval goes from `first` to `last`, both included; code 0 excludes. */
export class Intervals {
  count = 0
  first: Uint32Array
  last: Uint32Array
  code: Uint32Array

  constructor(room = 1024) {
    take(room * 12)
    this.first = new Uint32Array(room)
    this.last = new Uint32Array(room)
    this.code = new Uint32Array(room)
  }

  add(first: number, last: number, code: number): void {
    const i = this.count++
    if (i === this.first.length) this.#grow()
    this.first[i] = first
    this.last[i] = last
    this.code[i] = code
  }

  #grow(): void {
    const room = this.first.length * 2
    take(room * 12)
    this.first = grown(this.first, room)
    this.last = grown(this.last, room)
    this.code = grown(this.code, room)
  }
}

function grown(column: Uint32Array, room: number): Uint32Array {
  const next = new Uint32Array(room)
  next.set(column)
  return next
}

/** Indices in ascending order of `keys`; equal keys keep their order. */
export function orderOf(keys: Uint32Array, count: number): Uint32Array {
  const order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = i
  return ascends(keys, count) ? order : sorted(order, keys)
}

/** Indices in ascending order of keys of several words, the most significant first. */
export function orderOfWords(words: readonly Uint32Array[], count: number): Uint32Array {
  let order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = i
  for (const keys of words.toReversed()) order = sorted(order, keys)
  return order
}

/** Sorts digit by digit, from the last: equal keys keep their order. */
function sorted(before: Uint32Array<ArrayBuffer>, keys: Uint32Array): Uint32Array<ArrayBuffer> {
  const count = before.length
  let order = before
  let other = new Uint32Array(count)
  const counts = new Uint32Array(DIGIT_VALUES)
  for (let shift = 0; shift < 32; shift += DIGIT) {
    counts.fill(0)
    for (let i = 0; i < count; i++) counts[(keys[i]! >>> shift) & DIGIT_MASK]!++
    if (counts[((keys[0] ?? 0) >>> shift) & DIGIT_MASK] === count) continue
    let sum = 0
    for (let digit = 0; digit < DIGIT_VALUES; digit++) {
      const here = counts[digit]!
      counts[digit] = sum
      sum += here
    }
    for (let i = 0; i < count; i++) {
      const index = order[i]!
      other[counts[(keys[index]! >>> shift) & DIGIT_MASK]!++] = index
    }
    const before = order
    order = other
    other = before
  }
  return order
}

const DIGIT = 11
const DIGIT_VALUES = 1 << DIGIT
const DIGIT_MASK = DIGIT_VALUES - 1

function ascends(keys: Uint32Array, count: number): boolean {
  for (let i = 1; i < count; i++) if (keys[i]! < keys[i - 1]!) return false
  return true
}
