// Makes the words of a part (ip6-part.ts) from the IPv6 prefixes of one dataset. Most are networks of 64 bits: numbers of two words. Longer
// prefixes, within a network, stand apart.

import { codesRoom, writeCodes } from './codes.ts'
import { Networks } from './ip6-networks.ts'
import { DETAIL } from './ip6-part.ts'
import { inOrder, isTwice, Prefixes } from './ip6-prefixes.ts'
import { codeAt, indexIn, merge, Nesting, Stretches } from './ip6-stretches.ts'
import type { PartWords } from './make-listing.ts'

/** ::ffff:7f00:2, which every list has, and ::ffff:7f00:1, which none has (RFC 5782 §5). */
const TEST_LISTED_6 = Uint32Array.of(0, 0, 0xffff, 0x7f000002)
export const TEST_UNLISTED_6 = Uint32Array.of(0, 0, 0xffff, 0x7f000001)

export class Ip6Build {
  readonly #networks: Networks
  /** Prefixes shorter than a network, and longer ones. */
  readonly #around = new Prefixes(64)
  readonly #addresses = new Prefixes(64)

  constructor(room: number) {
    this.#networks = new Networks(room)
  }

  /** `code`: the number of its value, from 1; 0 excludes. */
  add(words: Uint32Array, bits: number, code: number): void {
    if (bits === 64) this.addNetwork(words[0]!, words[1]!, code)
    else if (bits < 64) this.#around.add(words, bits, code)
    else this.#addresses.add(words, bits, code)
  }

  /** Adds a prefix of 64 bits. */
  addNetwork(high: number, low: number, code: number): void {
    this.#networks.add(high, low, code)
  }

  /** `testCode`: the value of the test point, unless an entry lists that address. */
  finish(testCode: number): Ip6Codes {
    return new Ip6Codes(this.#networks.flatten(this.#around), this.#addresses, testCode)
  }
}

class Ip6Codes {
  readonly #points: Stretches
  readonly #starts: Stretches
  readonly #detailFirst: number[] = [0]
  readonly #details: Stretches

  constructor(
    [points, starts]: readonly [points: Stretches, starts: Stretches],
    addresses: Prefixes,
    testCode: number,
  ) {
    this.#points = points
    this.#starts = starts
    const network = this.#networkCode(TEST_LISTED_6[0]!, TEST_LISTED_6[1]!)
    if (codeWithin(addresses, TEST_LISTED_6, network) === 0) addresses.add(TEST_LISTED_6, 128, testCode)
    this.#details = new Stretches(64)
    this.#addDetails(addresses)
  }

  #addDetails(addresses: Prefixes): void {
    const { words, bits, code } = addresses
    const order = inOrder(addresses)
    const found = new Stretches(16)
    for (let i = 0; i < order.length; ) {
      const [high, low] = [words[0]![order[i]!]!, words[1]![order[i]!]!]
      const nesting = new Nesting(8, this.#networkCode(high, low))
      for (let last = -1; i < order.length; i++) {
        const index = order[i]!
        if (words[0]![index] !== high || words[1]![index] !== low) break
        if (last >= 0 && isTwice(addresses, last, index)) continue
        last = index
        nesting.add(words[2]![index]!, words[3]![index]!, bits[index]! - 64, code[index]!)
      }
      const { count, high: firsts, low: lows, code: codes } = nesting.end()
      // The prefixes change nothing, such as an exclusion of what is not listed.
      if (count === 0 || (count === 1 && firsts[0] === 0 && lows[0] === 0)) continue
      found.push(high, low, (DETAIL | (this.#detailFirst.length - 1)) >>> 0)
      for (let k = 0; k < count; k++) this.#details.push(firsts[k]!, lows[k]!, codes[k]!)
      this.#detailFirst.push(this.#details.count)
    }
    if (found.count > 0) merge(this.#points, found)
  }

  /** The code of one address. */
  code(words: Uint32Array): number {
    const code = this.#networkCode(words[0]!, words[1]!)
    if (code < DETAIL) return code
    const [from, to] = [this.#detailFirst[code - DETAIL]!, this.#detailFirst[code - DETAIL + 1]!]
    const index = indexIn(this.#details, words[2]!, words[3]!, from, to)
    return index < from ? 0 : this.#details.code[index]!
  }

  #networkCode(high: number, low: number): number {
    const point = indexIn(this.#points, high, low)
    const isPoint = point >= 0 && this.#points.high[point] === high && this.#points.low[point] === low
    return isPoint ? this.#points.code[point]! : codeAt(this.#starts, high, low)
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

/** The code of an address in a network: the code of the longest prefix around the address, or `network` if no prefix is around it. */
function codeWithin({ words, bits, code, count }: Prefixes, address: Uint32Array, network: number): number {
  let [longest, found] = [0, network]
  for (let i = 0; i < count; i++) {
    if (words[0]![i] !== address[0] || words[1]![i] !== address[1]) continue
    // Where one prefix stands twice, the first counts.
    if (bits[i]! > longest && address.every((word, k) => ((word ^ words[k]![i]!) & maskOf(bits[i]! - 32 * k)) === 0))
      [longest, found] = [bits[i]!, code[i]!]
  }
  return found
}

/** A mask of the first `bits` bits of a word: all of them from 32 on, none from 0 down. */
function maskOf(bits: number): number {
  return bits <= 0 ? 0 : bits >= 32 ? -1 : -1 << (32 - bits)
}

function writeStretches({ count, high, low, code }: Stretches, words: Uint32Array, at: number, codesAt: number): void {
  words[at] = count
  for (let i = 0; i < count; i++) {
    words[at + 1 + 2 * i] = high[i]!
    words[at + 2 + 2 * i] = low[i]!
  }
  writeCodes(code, count, words, codesAt)
}
