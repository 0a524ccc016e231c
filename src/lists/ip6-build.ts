// IPv6 prefixes of one dataset to the words of its part (ip6-part.ts). Networks of 64 bits are what there are many of: they are numbers
// of two words; what is said of single addresses in one stands apart.

import { codesRoom, writeCodes } from './codes.ts'
import { orderOfWords } from './intervals.ts'
import { DETAIL } from './ip6-part.ts'
import type { PartWords } from './make-listing.ts'

const LOW = 0xffffffff

/** ::ffff:7f00:2 and ::ffff:7f00:1: RFC 5782 §5. */
export const TEST_LISTED_6 = Uint32Array.of(0, 0, 0xffff, 0x7f000002)
export const TEST_UNLISTED_6 = Uint32Array.of(0, 0, 0xffff, 0x7f000001)

/** Prefixes as they are read, four words each. */
class Prefixes {
  count = 0
  words: Uint32Array[]
  bits: Uint8Array
  code: Uint32Array

  constructor(room: number) {
    this.words = [0, 1, 2, 3].map(() => new Uint32Array(room))
    this.bits = new Uint8Array(room)
    this.code = new Uint32Array(room)
  }

  add(words: Uint32Array, bits: number, code: number): void {
    const i = this.count++
    if (i === this.bits.length) this.#grow()
    for (let w = 0; w < 4; w++) this.words[w]![i] = words[w]!
    this.bits[i] = bits
    this.code[i] = code
  }

  #grow(): void {
    const room = this.bits.length * 2
    const grown = (column: Uint32Array): Uint32Array => {
      const next = new Uint32Array(room)
      next.set(column)
      return next
    }
    this.words = this.words.map(grown)
    this.code = grown(this.code)
    const bits = new Uint8Array(room)
    bits.set(this.bits)
    this.bits = bits
  }
}

/** Stretches of numbers of two words, each beginning where the one before ends. */
class Stretches {
  count = 0
  high: Uint32Array
  low: Uint32Array
  code: Uint32Array

  constructor(room: number) {
    this.high = new Uint32Array(room)
    this.low = new Uint32Array(room)
    this.code = new Uint32Array(room)
  }

  /** Whatever the code: for points, whose neighbours may have the same. */
  push(high: number, low: number, code: number): void {
    if (this.count === this.high.length) this.#grow()
    this.high[this.count] = high
    this.low[this.count] = low
    this.code[this.count++] = code
  }

  begin(high: number, low: number, code: number): void {
    const last = this.count - 1
    if (last >= 0 && this.high[last] === high && this.low[last] === low) {
      this.code[last] = code
      if (last > 0 ? this.code[last - 1] === code : code === 0) this.count--
      return
    }
    if ((last < 0 ? 0 : this.code[last]) !== code) this.push(high, low, code)
  }

  #grow(): void {
    const room = this.high.length * 2 + 16
    for (const column of ['high', 'low', 'code'] as const) {
      const next = new Uint32Array(room)
      next.set(this[column])
      this[column] = next
    }
  }
}

/** Nested prefixes of two words, in order, to stretches; `base` is the code around them. */
class Nesting {
  readonly stretches: Stretches
  readonly #base: number
  /** Of the prefixes that hold the one at hand: where each ends, and its code. */
  readonly #endHigh = new Uint32Array(DEPTH)
  readonly #endLow = new Uint32Array(DEPTH)
  readonly #code = new Uint32Array(DEPTH)
  #depth = 0

  constructor(room: number, base: number) {
    this.stretches = new Stretches(room)
    this.#base = base
    if (base !== 0) this.stretches.begin(0, 0, base)
  }

  add(high: number, low: number, bits: number, code: number): void {
    while (this.#depth > 0 && this.#endsBefore(high, low)) this.#close()
    const top = this.#depth++
    this.#endHigh[top] = bits >= 32 ? high : high | (bits === 0 ? LOW : 2 ** (32 - bits) - 1)
    this.#endLow[top] = bits >= 64 ? low : bits > 32 ? low | (2 ** (64 - bits) - 1) : LOW
    this.#code[top] = code
    this.stretches.begin(high, low, code)
  }

  #endsBefore(high: number, low: number): boolean {
    const top = this.#depth - 1
    return isBefore(this.#endHigh[top]!, this.#endLow[top]!, high, low)
  }

  #close(): void {
    const top = --this.#depth
    const [high, low] = [this.#endHigh[top]!, this.#endLow[top]!]
    if (high === LOW && low === LOW) return
    const code = top > 0 ? this.#code[top - 1]! : this.#base
    this.stretches.begin(low === LOW ? high + 1 : high, low === LOW ? 0 : low + 1, code)
  }

  end(): Stretches {
    while (this.#depth > 0) this.#close()
    return this.stretches
  }
}

/** Prefixes of 0 to 64 bits hold one another. */
const DEPTH = 65

function isBefore(aHigh: number, aLow: number, high: number, low: number): boolean {
  return aHigh < high || (aHigh === high && aLow < low)
}

export class Ip6Build {
  readonly #networks: Prefixes
  readonly #addresses = new Prefixes(64)

  constructor(room: number) {
    this.#networks = new Prefixes(room)
  }

  /** `code`: the number of its value, from 1; 0 excludes. */
  add(words: Uint32Array, bits: number, code: number): void {
    if (bits <= 64) this.#networks.add(words, bits, code)
    else this.#addresses.add(words, bits, code)
  }

  finish(): Ip6Codes {
    return new Ip6Codes(this.#networks, this.#addresses)
  }
}

/** Of the same prefix twice the first counts; a longer one comes behind the one that holds it. */
function inOrder({ count, words, bits }: Prefixes): Uint32Array {
  const lengths = Uint32Array.from(bits.subarray(0, count))
  return orderOfWords([...words, lengths], count)
}

export class Ip6Codes {
  readonly #points: Stretches
  readonly #starts: Stretches
  readonly #detailFirst: number[] = [0]
  readonly #details: Stretches

  constructor(networks: Prefixes, addresses: Prefixes) {
    const whole = networksOf(networks)
    ;[this.#points, this.#starts] = split(whole)
    this.#details = new Stretches(64)
    this.#addDetails(addresses, whole)
  }

  #addDetails(addresses: Prefixes, whole: Stretches): void {
    const { words, bits, code } = addresses
    const order = inOrder(addresses)
    const found = new Stretches(16)
    for (let i = 0; i < order.length; ) {
      const [high, low] = [words[0]![order[i]!]!, words[1]![order[i]!]!]
      const nesting = new Nesting(8, codeAt(whole, high, low))
      for (let last = -1; i < order.length; i++) {
        const index = order[i]!
        if (words[0]![index] !== high || words[1]![index] !== low) break
        if (last >= 0 && isTwice(addresses, last, index)) continue
        last = index
        nesting.add(words[2]![index]!, words[3]![index]!, bits[index]! - 64, code[index]!)
      }
      const { count, high: firsts, low: lows, code: codes } = nesting.end()
      // What says nothing new, such as an exclusion of what is not listed.
      if (count === 0 || (count === 1 && firsts[0] === 0 && lows[0] === 0)) continue
      found.push(high, low, (DETAIL | (this.#detailFirst.length - 1)) >>> 0)
      for (let k = 0; k < count; k++) this.#details.push(firsts[k]!, lows[k]!, codes[k]!)
      this.#detailFirst.push(this.#details.count)
    }
    if (found.count > 0) merge(this.#points, found)
  }

  /** Of one address. */
  code(words: Uint32Array): number {
    const [high, low] = [words[0]!, words[1]!]
    const point = indexIn(this.#points, high, low)
    const code =
      point >= 0 && this.#points.high[point] === high && this.#points.low[point] === low
        ? this.#points.code[point]!
        : codeAt(this.#starts, high, low)
    if (code < DETAIL) return code
    const [from, to] = [this.#detailFirst[code - DETAIL]!, this.#detailFirst[code - DETAIL + 1]!]
    const index = indexIn(this.#details, words[2]!, words[3]!, from, to)
    return index < from ? 0 : this.#details.code[index]!
  }

  get words(): PartWords {
    const [points, starts, details] = [this.#points, this.#starts, this.#details]
    const first = this.#detailFirst
    const rooms = [
      1 + 2 * points.count,
      codesRoom(points.code, points.count),
      1 + 2 * starts.count,
      codesRoom(starts.code, starts.count),
      first.length + 1,
      1 + 2 * details.count,
      codesRoom(details.code, details.count),
    ]
    return {
      rooms,
      write: (words, at) => {
        writeStretches(points, words, at[0]!, at[1]!)
        writeStretches(starts, words, at[2]!, at[3]!)
        words.set([first.length - 1, ...first], at[4]!)
        writeStretches(details, words, at[5]!, at[6]!)
      },
    }
  }
}

function writeStretches({ count, high, low, code }: Stretches, words: Uint32Array, at: number, codesAt: number): void {
  words[at] = count
  for (let i = 0; i < count; i++) {
    words[at + 1 + 2 * i] = high[i]!
    words[at + 2 + 2 * i] = low[i]!
  }
  writeCodes(code, count, words, codesAt)
}

function networksOf(networks: Prefixes): Stretches {
  const order = inOrder(networks)
  const { words, bits, code } = networks
  const nesting = new Nesting(2 * order.length + 2, 0)
  for (let i = 0; i < order.length; i++) {
    const index = order[i]!
    if (i > 0 && isTwice(networks, order[i - 1]!, index)) continue
    nesting.add(words[0]![index]!, words[1]![index]!, bits[index]!, code[index]!)
  }
  return nesting.end()
}

function isTwice({ words, bits }: Prefixes, a: number, b: number): boolean {
  return bits[a] === bits[b] && words.every((column) => column[a] === column[b])
}

/** A network that stands alone among others of one code is a point among them. */
function split(all: Stretches): [points: Stretches, starts: Stretches] {
  const points = new Stretches(all.count)
  const starts = new Stretches(all.count)
  let around = 0
  for (let i = 0; i < all.count; i++) {
    const [high, low, code] = [all.high[i]!, all.low[i]!, all.code[i]!]
    const isOne =
      i + 1 < all.count &&
      all.code[i + 1] === around &&
      (all.low[i + 1] === low + 1
        ? all.high[i + 1] === high
        : low === LOW && all.low[i + 1] === 0 && all.high[i + 1] === high + 1)
    if (isOne) {
      points.push(high, low, code)
      i++
    } else {
      starts.push(high, low, code)
      around = code
    }
  }
  return [points, starts]
}

/** The last one in [from, end) that is no larger, or from - 1. */
function indexIn(
  { count, high, low }: Stretches,
  soughtHigh: number,
  soughtLow: number,
  from = 0,
  end = count,
): number {
  let [first, last] = [from, end]
  while (first < last) {
    const middle = (first + last) >>> 1
    if (isBefore(soughtHigh, soughtLow, high[middle]!, low[middle]!)) last = middle
    else first = middle + 1
  }
  return first - 1
}

function codeAt(stretches: Stretches, high: number, low: number): number {
  const index = indexIn(stretches, high, low)
  return index < 0 ? 0 : stretches.code[index]!
}

/** Into `points`, in order; of one network what `others` has counts. */
function merge(points: Stretches, others: Stretches): void {
  const { high, low, code } = points
  const [oldHigh, oldLow, oldCode, count] = [high.slice(), low.slice(), code.slice(), points.count]
  const merged = new Stretches(count + others.count)
  let p = 0
  for (let o = 0; o < others.count; o++) {
    const [h, l] = [others.high[o]!, others.low[o]!]
    for (; p < count && isBefore(oldHigh[p]!, oldLow[p]!, h, l); p++) merged.push(oldHigh[p]!, oldLow[p]!, oldCode[p]!)
    if (p < count && oldHigh[p] === h && oldLow[p] === l) p++
    merged.push(h, l, others.code[o]!)
  }
  for (; p < count; p++) merged.push(oldHigh[p]!, oldLow[p]!, oldCode[p]!)
  points.count = merged.count
  points.high = merged.high
  points.low = merged.low
  points.code = merged.code
}
