// IPv6 addresses and their values: each network of 64 bits has a code, 0 where it is not listed. Single networks stand alone, and all
// others are in stretches of one code each, as with IPv4 (ip4-part.ts). A network whose addresses have several codes has a code that leads
// to its own stretches of addresses.
//
// Names are 32 hexadecimal digits, each a label (RFC 5782 §2.4). Digits count here as octets do for IPv4.

import { hexDigit } from '../dns/address.ts'
import type { Suffixes } from '../dns/suffixes.ts'
import { Codes } from './codes.ts'
import { writeDecimal } from './decimal.ts'
import { ABSENT, EMPTY } from './entries.ts'
import type { Part } from './listing.ts'

/** Words of the part's row: where each column begins. */
const Ip6Row = {
  points: 0,
  pointCodes: 1,
  starts: 2,
  startCodes: 3,
  detailFirst: 4,
  details: 5,
  detailCodes: 6,
} as const

/** Marks a code that is the number of a network's own stretches. */
export const DETAIL = 0x80000000

const DIGITS = 32
const LAST = 0xffffffff

export class Ip6Part implements Part {
  readonly #points: Pairs
  readonly #pointCodes: Codes
  readonly #starts: Pairs
  readonly #startCodes: Codes
  readonly #detailFirst: Uint32Array
  readonly #details: Pairs
  readonly #detailCodes: Codes
  /** The address that the name gave; digits that it did not give are zero. */
  readonly #words = new Uint32Array(4)
  readonly #last = new Uint32Array(4)
  #given = 0

  constructor(words: Uint32Array, row: number) {
    const at = (column: number) => words[row + column]!
    this.#points = new Pairs(words, at(Ip6Row.points))
    this.#pointCodes = new Codes(words, at(Ip6Row.pointCodes), this.#points.count)
    this.#starts = new Pairs(words, at(Ip6Row.starts))
    this.#startCodes = new Codes(words, at(Ip6Row.startCodes), this.#starts.count)
    const details = words[at(Ip6Row.detailFirst)]!
    this.#detailFirst = words.subarray(at(Ip6Row.detailFirst) + 1, at(Ip6Row.detailFirst) + 2 + details)
    this.#details = new Pairs(words, at(Ip6Row.details))
    this.#detailCodes = new Codes(words, at(Ip6Row.detailCodes), this.#details.count)
  }

  find(name: Suffixes, apexAt: number): number {
    const words = this.#words.fill(0)
    let digits = 0
    for (let i = apexAt - 1; i >= 0 && digits < DIGITS; i--, digits++) {
      const at = name.at[i]!
      const digit = name.bytes[at] === 1 ? hexDigit[name.bytes[at + 1]!]! : -1
      if (digit < 0) break
      words[digits >>> 3]! |= digit << (28 - 4 * (digits & 7))
    }
    this.#given = digits
    if (digits === DIGITS && apexAt === DIGITS) return this.code(words) - 1
    return this.#between(apexAt)
  }

  /** The code for a name that is no whole address: that of a wildcard, EMPTY where names lie below, or ABSENT. */
  #between(labels: number): number {
    const given = this.#words.slice()
    for (let digits = 1; digits <= this.#given; digits++) {
      cut(given, digits, this.#words, this.#last)
      const uniform = digits < DIGITS && this.#isUniform(this.#words, this.#last)
      if (digits === DIGITS || (uniform && this.code(this.#words) === 0)) return ABSENT
      if (digits === labels) return EMPTY
      if (!uniform) continue
      this.#given = digits
      return this.code(this.#words) - 1
    }
    return ABSENT
  }

  /** The code of an address: 0, or the number of its value, from 1. */
  code(words: Uint32Array): number {
    const code = this.#networkCode(words[0]!, words[1]!)
    if (code < DETAIL) return code
    const [from, to] = [this.#detailFirst[code - DETAIL]!, this.#detailFirst[code - DETAIL + 1]!]
    const rank = this.#details.rank(words[2]!, words[3]!, from, to)
    return rank === from ? 0 : this.#detailCodes.at(rank - 1)
  }

  #networkCode(high: number, low: number): number {
    const points = this.#points.rank(high, low)
    if (points > 0 && this.#points.is(points - 1, high, low)) return this.#pointCodes.at(points - 1)
    const starts = this.#starts.rank(high, low)
    return starts === 0 ? 0 : this.#startCodes.at(starts - 1)
  }

  /** Whether all addresses from `first` to `last`, a prefix, have one code. */
  #isUniform(first: Uint32Array, last: Uint32Array): boolean {
    const [high, low] = [first[0]!, first[1]!]
    if (high === last[0] && low === last[1]) {
      const code = this.#networkCode(high, low)
      if (code < DETAIL) return true
      const [from, to] = [this.#detailFirst[code - DETAIL]!, this.#detailFirst[code - DETAIL + 1]!]
      return this.#details.rank(first[2]!, first[3]!, from, to) === this.#details.rank(last[2]!, last[3]!, from, to)
    }
    if (this.#starts.rank(high, low) !== this.#starts.rank(last[0]!, last[1]!)) return false
    const points = this.#points.rank(last[0]!, last[1]!)
    return points === this.#points.rank(high, low) && !(points > 0 && this.#points.is(points - 1, high, low))
  }

  *names(): Generator<Uint8Array, void, undefined> {
    const out = new Uint8Array(2 * DIGITS)
    yield* this.#namesIn(new Uint32Array(4), 0, out)
  }

  /** Names of addresses that begin with the first `digits` digits of `prefix`, where these addresses have several codes. */
  *#namesIn(prefix: Uint32Array, digits: number, out: Uint8Array): Generator<Uint8Array, void, undefined> {
    const [first, last, child] = [new Uint32Array(4), new Uint32Array(4), prefix.slice()]
    const [word, shift] = [digits >>> 3, 28 - 4 * (digits & 7)]
    for (let digit = 0; digit < 16; digit++) {
      child[word] = (prefix[word]! | (digit << shift)) >>> 0
      cut(child, digits + 1, first, last)
      const uniform = this.#isUniform(first, last)
      if (uniform && this.code(first) === 0) continue
      yield nameOf(child, digits + 1, out)
      if (!uniform) yield* this.#namesIn(child, digits + 1, out)
    }
  }

  /** RFC 5952 §4: `::` stands for the first of the longest runs of zero groups. */
  writeSubject(out: Uint8Array, at: number, end: number): number {
    let p = at
    const gap = this.#longestZeros()
    for (let group = 0; group < GROUPS; group++) {
      if (group === gap) {
        if (p < end) out[p++] = COLON
        while (group < GROUPS && this.#group(group) === 0) group++
        if (group === GROUPS && p < end) out[p++] = COLON
        if (group === GROUPS) break
      }
      if (group > 0 && p < end) out[p++] = COLON
      const value = this.#group(group)
      for (let shift = 12; shift >= 0; shift -= 4)
        if ((value >>> shift > 0 || shift === 0) && p < end) out[p++] = HEX[(value >>> shift) & 0xf]!
    }
    if (this.#given === DIGITS) return p
    if (p < end) out[p++] = SLASH
    return writeDecimal(4 * this.#given, out, p, end)
  }

  #group(group: number): number {
    return (this.#words[group >>> 1]! >>> (group & 1 ? 0 : 16)) & 0xffff
  }

  /** Where that run begins; -1 where no two adjacent groups are zero. */
  #longestZeros(): number {
    let best = -1
    let most = 1
    for (let group = 0; group < GROUPS; group++) {
      const first = group
      while (group < GROUPS && this.#group(group) === 0) group++
      if (group - first <= most) continue
      best = first
      most = group - first
    }
    return best
  }
}

const GROUPS = 8
const COLON = 0x3a
const SLASH = 0x2f
const HEX = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))

/** The labels for the first digits of an address, the last of them first. */
function nameOf(words: Uint32Array, digits: number, out: Uint8Array): Uint8Array {
  for (let digit = 0; digit < digits; digit++) {
    const at = 2 * (digits - 1 - digit)
    out[at] = 1
    out[at + 1] = HEX[(words[digit >>> 3]! >>> (28 - 4 * (digit & 7))) & 0xf]!
  }
  return out.subarray(0, 2 * digits)
}

/** Sets the first and the last address that begin with the first `digits` digits of `given`. */
function cut(given: Uint32Array, digits: number, first: Uint32Array, last: Uint32Array): void {
  for (let word = 0; word < 4; word++) {
    const own = Math.min(Math.max(digits - 8 * word, 0), 8)
    const mask = own === 0 ? 0 : (-1 << (32 - 4 * own)) >>> 0
    first[word] = given[word]! & mask
    last[word] = (given[word]! & mask) | (~mask & LAST)
  }
}

/** Numbers of two words in ascending order. */
class Pairs {
  readonly count: number
  readonly #words: Uint32Array

  constructor(words: Uint32Array, at: number) {
    this.count = words[at]!
    this.#words = words.subarray(at + 1, at + 1 + 2 * this.count)
  }

  is(index: number, high: number, low: number): boolean {
    return this.#words[2 * index] === high && this.#words[2 * index + 1] === low
  }

  /** The index behind the last number in [from, to) that is no larger. */
  rank(high: number, low: number, from = 0, to = this.count): number {
    const words = this.#words
    let [first, last] = [from, to]
    while (first < last) {
      const middle = (first + last) >>> 1
      const own = words[2 * middle]!
      if (own < high || (own === high && words[2 * middle + 1]! <= low)) first = middle + 1
      else last = middle
    }
    return first
  }
}
