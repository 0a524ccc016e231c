// IPv4 entries of one dataset to the words of its part (ip4-part.ts).

import { codesRoom, writeCodes } from './codes.ts'
import { Intervals } from './intervals.ts'
import { type Flat, flatten, flattenNested, overlay } from './ip4-flat.ts'
import type { PartWords } from './make-listing.ts'
import { Singles } from './singles.ts'
import { sortedRoom, writeSorted } from './sorted-words.ts'
import type { Values } from './values.ts'

/** 127.0.0.2: RFC 5782 §5. */
export const TEST_LISTED = 0x7f000002
export const TEST_UNLISTED = 0x7f000001

export class Ip4Build {
  /** Of ip4set: single addresses, and whole /24, /16 and /8, of which the finest that has an address counts. Of ip4trie: one. */
  readonly #layers: readonly Intervals[]
  readonly #nested: boolean
  /** Of the finest layer. */
  readonly singles: Singles

  constructor({ nested, room }: { readonly nested: boolean; readonly room: number }) {
    this.#nested = nested
    this.#layers = Array.from({ length: nested ? 1 : 4 }, () => new Intervals(64))
    this.singles = new Singles(room)
  }

  /** `code`: the number of its value, from 1; 0 excludes. */
  addPrefix(first: number, last: number, code: number): void {
    if (first === last) this.singles.add(first, code)
    else this.#layers[0]!.add(first, last, code)
  }

  /**
   * rbldnsd takes a range apart into as few whole /8, /16 and /24 and single addresses as it can, and each counts in its layer. The
   * pieces of one layer that lie side by side are one interval here.
   */
  addRange(from: number, to: number, code: number): void {
    if (from === to) {
      this.singles.add(from, code)
      return
    }
    let [first, last] = [from, to]
    let unit = 1
    for (let layer = 0; layer < 3; layer++, unit *= 256) {
      const larger = unit * 256
      const [firstWhole, endWhole] = [Math.ceil(first / larger) * larger, Math.floor((last + 1) / larger) * larger]
      if (firstWhole >= endWhole) {
        this.#layers[layer]!.add(first, last, code)
        return
      }
      if (first < firstWhole) this.#layers[layer]!.add(first, firstWhole - 1, code)
      if (endWhole <= last) this.#layers[layer]!.add(endWhole, last, code)
      first = firstWhole
      last = endWhole - 1
    }
    this.#layers[3]!.add(first, last, code)
  }

  /** `testCode`: the value of 127.0.0.2, where nothing else lists that. */
  finish(values: Values, testCode: number): Ip4Codes {
    const together = (codes: readonly number[]) => values.setOf(codes.map((code) => code - 1)) + 1
    // Nothing is longer than an address, and of the same twice the first counts.
    if (this.#nested)
      return new Ip4Codes(overlay(flattenNested(this.#layers[0]!), this.singles.flatten(NOTHING, first)), testCode)
    const [finest, ...coarser] = this.#layers.map((one) => flatten(one, together))
    // What one excludes is excluded.
    const both = (a: number, b: number) => (a === 0 || b === 0 ? 0 : values.with(a - 1, b - 1) + 1)
    const singles = this.singles.flatten(finest!, both)
    const flat = [singles, finest!, ...coarser].toReversed().reduce(overlay)
    if (values.sets.length > 0)
      for (let i = 0; i < flat.count; i++) if (flat.code[i] !== 0) flat.code[i] = values.numberOf(flat.code[i]! - 1) + 1
    return new Ip4Codes(flat, testCode)
  }
}

const NOTHING: Flat = { count: 0, first: new Uint32Array(0), last: new Uint32Array(0), code: new Uint32Array(0) }

function first(code: number): number {
  return code
}

/** Single addresses, and where stretches of one code begin; with the test points (RFC 5782 §5). */
export class Ip4Codes {
  readonly points: Uint32Array
  readonly pointCodes: Uint32Array
  readonly starts: Uint32Array
  readonly startCodes: Uint32Array
  pointCount = 0
  startCount = 0
  /** Addresses that are listed. */
  listed = 0
  /** 127.0.0.1 is listed. */
  listsUnlisted = false

  constructor(flat: Flat, testCode: number) {
    const { count } = flat
    let hasTest = false
    const { first, last, code } = flat
    let listed = 0
    for (let i = 0; i < count; i++) {
      if (code[i] === 0) continue
      listed += last[i]! - first[i]! + 1
      if (first[i]! <= TEST_UNLISTED && last[i]! >= TEST_UNLISTED) this.listsUnlisted = true
      if (first[i]! <= TEST_LISTED && last[i]! >= TEST_LISTED) hasTest = true
    }
    this.listed = listed
    this.points = new Uint32Array(count + 1)
    this.pointCodes = new Uint32Array(count + 1)
    this.starts = new Uint32Array(2 * count + 2)
    this.startCodes = new Uint32Array(2 * count + 2)
    const test: Flat = {
      ...{ count: 1, first: Uint32Array.of(TEST_LISTED), last: Uint32Array.of(TEST_LISTED) },
      code: Uint32Array.of(testCode),
    }
    this.#write(hasTest || testCode === 0 ? flat : overlay(flat, test))
  }

  /** An interval of one address between such as have one code is a point among them. */
  #write({ count, first, last, code }: Flat): void {
    const { points, pointCodes } = this
    let pointCount = 0
    let around = 0
    for (let i = 0; i < count; i++) {
      const from = first[i]!
      const isOne = from === last[i]
      const before = i > 0 && last[i - 1] === from - 1 ? code[i - 1]! : 0
      const after = i + 1 < count && first[i + 1] === last[i]! + 1 ? code[i + 1]! : 0
      // `around` is the code of the stretch that goes on here.
      if (i === 0 || last[i - 1] !== from - 1) around = this.#begin(around, i === 0 ? 0 : last[i - 1]! + 1, 0)
      if (isOne && after === around && before !== code[i] && around !== code[i]) {
        points[pointCount] = from
        pointCodes[pointCount++] = code[i]!
      } else around = this.#begin(around, from, code[i]!)
    }
    this.pointCount = pointCount
    if (count > 0 && last[count - 1] !== 0xffffffff) this.#begin(around, last[count - 1]! + 1, 0)
  }

  /** From `at` on addresses have the code. */
  #begin(around: number, at: number, code: number): number {
    if (around === code) return code
    this.starts[this.startCount] = at
    this.startCodes[this.startCount++] = code
    return code
  }

  get words(): PartWords {
    const { points, pointCodes, pointCount, starts, startCodes, startCount } = this
    const rooms = [
      sortedRoom(pointCount),
      codesRoom(pointCodes, pointCount),
      sortedRoom(startCount),
      codesRoom(startCodes, startCount),
    ]
    return {
      rooms,
      write: (words, at) => {
        writeSorted(points, pointCount, words, at[0]!)
        writeCodes(pointCodes, pointCount, words, at[1]!)
        writeSorted(starts, startCount, words, at[2]!)
        writeCodes(startCodes, startCount, words, at[3]!)
      },
    }
  }
}
