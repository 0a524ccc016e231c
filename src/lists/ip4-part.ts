// IPv4 addresses and their values: each of all 2^32 addresses has a code, 0 where it is not listed. Single addresses stand alone; all
// others are in stretches of one code each, of which we store only the beginnings.
//
// Names get the answers of a zone that has a wildcard for each prefix of whole octets whose addresses all have one value, and a name for
// each other listed address (docs/lists.md):
//
//   1.2.0.192   the address 192.0.2.1        2.0.192   exists if anything in 192.0.2.0/24 is listed

import type { Suffixes } from '../dns/suffixes.ts'
import { Codes } from './codes.ts'
import { writeDecimal } from './decimal.ts'
import { ABSENT, EMPTY } from './entries.ts'
import type { Part } from './listing.ts'
import { SortedWords } from './sorted-words.ts'

/** Words of the part's row: where each column begins. */
const Ip4Row = { points: 0, pointCodes: 1, starts: 2, startCodes: 3 } as const

const OCTETS = 4
const END = 2 ** 32

export class Ip4Part implements Part {
  readonly #points: SortedWords
  readonly #pointCodes: Codes
  readonly #starts: SortedWords
  readonly #startCodes: Codes
  #address = 0
  /** How many octets of the address the name gave; the others are zero. */
  #given = 0

  constructor(words: Uint32Array, row: number) {
    this.#points = new SortedWords(words, words[row + Ip4Row.points]!)
    this.#pointCodes = new Codes(words, words[row + Ip4Row.pointCodes]!, this.#points.count)
    this.#starts = new SortedWords(words, words[row + Ip4Row.starts]!)
    this.#startCodes = new Codes(words, words[row + Ip4Row.startCodes]!, this.#starts.count)
  }

  find(name: Suffixes, apexAt: number): number {
    let address = 0
    let octets = 0
    for (let i = apexAt - 1; i >= 0 && octets < OCTETS; i--, octets++) {
      const octet = octetOf(name.bytes, name.at[i]!)
      if (octet < 0) break
      address |= octet << (24 - 8 * octets)
    }
    this.#address = address >>> 0
    this.#given = octets
    if (octets === OCTETS && apexAt === OCTETS) return this.code(this.#address) - 1
    return this.#between(apexAt)
  }

  /** The code for a name that is no whole address: that of a wildcard, EMPTY where names lie below, or ABSENT. */
  #between(labels: number): number {
    const address = this.#address
    for (let octets = 1; octets <= this.#given; octets++) {
      const bits = 32 - 8 * octets
      const first = (bits === 0 ? address : (address >>> bits) << bits) >>> 0
      const last = bits === 0 ? first : (first | (2 ** bits - 1)) >>> 0
      const uniform = octets < OCTETS && this.isUniform(first, last)
      if (octets === OCTETS || (uniform && this.code(first) === 0)) return ABSENT
      if (octets === labels) return EMPTY
      if (!uniform) continue
      this.#given = octets
      this.#address = first
      return this.code(first) - 1
    }
    return ABSENT
  }

  /** The code of an address: 0, or the number of its value, from 1. */
  code(address: number): number {
    const point = this.#points.indexOf(address)
    if (point >= 0) return this.#pointCodes.at(point)
    const starts = this.#starts.rank(address)
    return starts === 0 ? 0 : this.#startCodes.at(starts - 1)
  }

  /** Whether all addresses from `first` to `last` have one code. */
  isUniform(first: number, last: number): boolean {
    if (first === last) return true
    if (this.#starts.rank(first) !== this.#starts.rank(last)) return false
    return this.#points.rank(last) === (first === 0 ? 0 : this.#points.rank(first - 1))
  }

  *names(): Generator<Uint8Array, void, undefined> {
    const out = new Uint8Array(4 * OCTETS)
    yield* this.#namesIn(0, 0, out)
  }

  /** Names of addresses that begin with the first `octets` octets of `first`, where these addresses have several codes. */
  *#namesIn(first: number, octets: number, out: Uint8Array): Generator<Uint8Array, void, undefined> {
    const size = 2 ** (24 - 8 * octets)
    const end = first + size * 256
    for (let at = this.#nextListed(first); at < end; ) {
      const child = at - (at % size)
      yield nameOf(child, octets + 1, out)
      const uniform = this.isUniform(child, child + size - 1)
      if (!uniform) yield* this.#namesIn(child, octets + 1, out)
      at = this.#nextListed(child + size)
    }
  }

  /** The first address from `from` on that is listed; 2^32 where there is none. */
  #nextListed(from: number): number {
    for (let at = from; at < END; ) {
      if (this.code(at) !== 0) return at
      const [points, starts] = [this.#points.rank(at), this.#starts.rank(at)]
      const point = points < this.#points.count ? this.#points.at(points) : END
      const start = starts < this.#starts.count ? this.#starts.at(starts) : END
      // An excluded address may stand in a listed stretch.
      at = this.#points.indexOf(at) < 0 ? Math.min(point, start) : at + 1
    }
    return END
  }

  writeSubject(out: Uint8Array, at: number, end: number): number {
    let p = at
    for (let octet = 0; octet < OCTETS; octet++) {
      if (octet > 0 && p < end) out[p++] = 0x2e
      p = writeDecimal((this.#address >>> (24 - 8 * octet)) & 0xff, out, p, end)
    }
    if (this.#given === OCTETS) return p
    if (p < end) out[p++] = 0x2f
    return writeDecimal(8 * this.#given, out, p, end)
  }
}

/** The labels for the first octets of an address, the last of them first. */
function nameOf(address: number, octets: number, out: Uint8Array): Uint8Array {
  let p = 0
  for (let octet = octets - 1; octet >= 0; octet--) {
    const end = writeDecimal((address >>> (24 - 8 * octet)) & 0xff, out, p + 1, out.length)
    out[p] = end - p - 1
    p = end
  }
  return out.subarray(0, p)
}

/** The octet that a label writes in decimal without leading zeros, so that a name has one spelling; negative for other labels. */
function octetOf(bytes: Uint8Array, at: number): number {
  const length = bytes[at]!
  if (length > 3 || (length > 1 && bytes[at + 1] === 0x30)) return -1
  let value = 0
  for (let p = at + 1; p <= at + length; p++) {
    const digit = bytes[p]! - 0x30
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value > 255 ? -1 : value
}
