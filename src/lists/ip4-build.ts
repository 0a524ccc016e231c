// Makes the words of a part (ip4-part.ts) from the IPv4 entries of one dataset.

import { codesRoom, writeCodes } from './codes.ts'
import { Intervals } from './intervals.ts'
import { type Flat, flatten, flattenNested, overlay } from './ip4-flat.ts'
import type { PartWords } from './make-listing.ts'
import { Singles } from './singles.ts'
import { sortedRoom, writeSorted } from './sorted-words.ts'
import type { Values } from './values.ts'

/** 127.0.0.2, which every list has, and 127.0.0.1, which none has (RFC 5782 §5). */
const TEST_LISTED = 0x7f000002
export const TEST_UNLISTED = 0x7f000001

export class Ip4Build {
  /**
   * ip4set has layers of single addresses and of whole /24, /16 and /8, of which the finest that has an address counts; ip4trie has one.
   */
  readonly #layers: readonly Intervals[]
  readonly #nested: boolean
  /** Single addresses of the finest layer. */
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
   * rbldnsd splits a range into as few whole /8, /16 and /24 and single addresses as it can, and each counts in its layer. Adjacent pieces
   * of one layer are one interval here.
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

  /** Call it last: nothing may be added afterwards. `testCode`: the value of 127.0.0.2, unless an entry lists that address. */
  finish(values: Values, testCode: number): Ip4Codes {
    const alike = this.#layers.every(({ count }) => count === 0) ? this.singles.alike() : undefined
    if (alike !== undefined) {
      const { addresses, code } = alike
      if (code > 0 && !hasAny(addresses, TEST_UNLISTED, TEST_LISTED + 1))
        return Ip4Codes.ofAlike(addresses, code, testCode)
      const count = addresses.length
      return Ip4Codes.of(
        { count, first: addresses, last: addresses, code: new Uint32Array(count).fill(code) },
        testCode,
      )
    }
    const together = (codes: readonly number[]) => values.setOf(codes.map((code) => code - 1)) + 1
    // An address is the longest prefix, and of the same prefix twice the first counts.
    if (this.#nested)
      return Ip4Codes.of(overlay(flattenNested(this.#layers[0]!), this.singles.flatten(NOTHING, first)), testCode)
    const [finest, ...coarser] = this.#layers.map((one) => flatten(one, together))
    // An exclusion goes before all values.
    const both = (a: number, b: number) => (a === 0 || b === 0 ? 0 : values.with(a - 1, b - 1) + 1)
    const singles = this.singles.flatten(finest!, both)
    const flat = [singles, finest!, ...coarser].toReversed().reduce(overlay)
    if (values.sets.length > 0)
      for (let i = 0; i < flat.count; i++) if (flat.code[i] !== 0) flat.code[i] = values.numberOf(flat.code[i]! - 1) + 1
    return Ip4Codes.of(flat, testCode)
  }
}

const NOTHING: Flat = { count: 0, first: new Uint32Array(0), last: new Uint32Array(0), code: new Uint32Array(0) }

function first(code: number): number {
  return code
}

/** The codes of all addresses: single addresses, and the beginnings of stretches of one code; with the test points (RFC 5782 §5). */
class Ip4Codes {
  readonly points: Uint32Array
  readonly pointCodes: Uint32Array
  readonly starts: Uint32Array
  readonly startCodes: Uint32Array
  pointCount = 0
  startCount = 0
  /** How many addresses are listed. */
  listed = 0
  /** Whether 127.0.0.1 is listed. */
  listsUnlisted = false

  private constructor(room: number) {
    this.points = new Uint32Array(room + 1)
    this.pointCodes = new Uint32Array(room + 1)
    this.starts = new Uint32Array(2 * room + 2)
    this.startCodes = new Uint32Array(2 * room + 2)
  }

  static of(flat: Flat, testCode: number): Ip4Codes {
    const { count, first, last, code } = flat
    const codes = new Ip4Codes(count)
    let hasTest = false
    let listed = 0
    for (let i = 0; i < count; i++) {
      if (code[i] === 0) continue
      listed += last[i]! - first[i]! + 1
      if (first[i]! <= TEST_UNLISTED && last[i]! >= TEST_UNLISTED) codes.listsUnlisted = true
      if (first[i]! <= TEST_LISTED && last[i]! >= TEST_LISTED) hasTest = true
    }
    codes.listed = listed
    const test: Flat = {
      ...{ count: 1, first: Uint32Array.of(TEST_LISTED), last: Uint32Array.of(TEST_LISTED) },
      code: Uint32Array.of(testCode),
    }
    codes.#write(hasTest || testCode === 0 ? flat : overlay(flat, test))
    return codes
  }

  /** For most lists: ascending addresses without duplicates, all of one code. */
  static ofAlike(addresses: Uint32Array, code: number, testCode: number): Ip4Codes {
    const count = addresses.length
    const codes = new Ip4Codes(count)
    const { points, pointCodes } = codes
    let found = 0
    let test = 0
    for (let i = 0; i < count; i++) {
      const at = addresses[i]!
      const begins = i === 0 || addresses[i - 1] !== at - 1
      const ends = i + 1 === count || addresses[i + 1] !== at + 1
      if (begins && ends) {
        if (at < TEST_LISTED) test = found + 1
        points[found++] = at
        continue
      }
      if (begins) codes.#begin(0, at, code)
      if (ends && at !== 0xffffffff) codes.#begin(code, at + 1, 0)
    }
    pointCodes.fill(code, 0, found)
    codes.listed = count
    codes.pointCount = found
    if (testCode !== 0) codes.#insert(test, TEST_LISTED, testCode)
    return codes
  }

  #insert(index: number, point: number, code: number): void {
    for (const [column, value] of [
      [this.points, point],
      [this.pointCodes, code],
    ] as const) {
      column.copyWithin(index + 1, index, this.pointCount)
      column[index] = value
    }
    this.pointCount++
  }

  /** Writes intervals as starts; one of a single address between two of the same code becomes a point. */
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

  /** Begins a stretch: from `at` on addresses have the code, if that differs from `around`. */
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

/** Whether one of the ascending addresses lies from `first` to `last`. */
function hasAny(addresses: Uint32Array, first: number, last: number): boolean {
  let from = 0
  let to = addresses.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (addresses[middle]! < first) from = middle + 1
    else to = middle
  }
  return from < addresses.length && addresses[from]! <= last
}
