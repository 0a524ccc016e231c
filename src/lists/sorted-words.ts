// Stores numbers of 32 bits in ascending order, in little room and fast to find: where there are many, those with the same upper half stand
// together, and only the lower half of each is stored.
//
//   few    count | 0 | numbers, a word each
//   many   count | 1 | upper half -> how many come before, 65,537 words | lower halves, two in a word

/** From so many on, the table of upper halves is smaller than what it saves. */
const MANY = 1 << 17
const HALVES = 1 << 16

export class SortedWords {
  readonly count: number
  readonly #before: Uint32Array | undefined
  readonly #low: Uint16Array | Uint32Array

  constructor(words: Uint32Array, at: number) {
    this.count = words[at]!
    const many = words[at + 1] === 1
    const first = at + 2
    this.#before = many ? words.subarray(first, first + HALVES + 1) : undefined
    this.#low = many
      ? new Uint16Array(words.buffer, words.byteOffset + (first + HALVES + 1) * 4, this.count)
      : words.subarray(first, first + this.count)
  }

  /** How many of the numbers are smaller than this one, or equal to it. */
  rank(number: number): number {
    const low = this.#low
    let from = 0
    let to = this.count
    let sought = number
    if (this.#before !== undefined) {
      const upper = number >>> 16
      from = this.#before[upper]!
      to = this.#before[upper + 1]!
      sought = number & 0xffff
    }
    while (from < to) {
      const middle = (from + to) >>> 1
      if (low[middle]! <= sought) from = middle + 1
      else to = middle
    }
    return from
  }

  /** The index of the number, or -1 where it is not among them. */
  indexOf(number: number): number {
    const before = this.#before
    const index = this.rank(number) - 1
    if (before === undefined) return index >= 0 && this.#low[index] === number ? index : -1
    return index >= before[number >>> 16]! && this.#low[index] === (number & 0xffff) ? index : -1
  }

  /** The number with this index. */
  at(index: number): number {
    const before = this.#before
    if (before === undefined) return this.#low[index]!
    let from = 0
    let to = HALVES
    while (from < to) {
      const middle = (from + to) >>> 1
      if (before[middle + 1]! <= index) from = middle + 1
      else to = middle
    }
    return ((from << 16) | this.#low[index]!) >>> 0
  }
}

/** How many words `count` numbers take. */
export function sortedRoom(count: number): number {
  return 2 + (count < MANY ? count : HALVES + 1 + ((count + 1) >>> 1))
}

/** Writes numbers[0, count), which must ascend, at words[at, …). */
export function writeSorted(numbers: Uint32Array, count: number, words: Uint32Array, at: number): void {
  words[at] = count
  if (count < MANY) {
    words[at + 1] = 0
    words.set(numbers.subarray(0, count), at + 2)
    return
  }
  words[at + 1] = 1
  const before = words.subarray(at + 2, at + 2 + HALVES + 1)
  const low = new Uint16Array(words.buffer, words.byteOffset + (at + 2 + HALVES + 1) * 4, count)
  for (let i = 0; i < count; i++) {
    const number = numbers[i]!
    before[(number >>> 16) + 1]!++
    low[i] = number & 0xffff
  }
  for (let upper = 0; upper < HALVES; upper++) before[upper + 1]! += before[upper]!
}
