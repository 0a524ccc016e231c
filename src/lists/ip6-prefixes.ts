// IPv6 prefixes of four words each, in the order in which they are read, and sorting them.

import { orderOfWords } from './intervals.ts'

export class Prefixes {
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

  /** Adds a prefix of 64 bits. */
  addNetwork(high: number, low: number, code: number): void {
    this.add(Uint32Array.of(high, low, 0, 0), 64, code)
  }

  copy(): Prefixes {
    const copy = new Prefixes(this.bits.length)
    copy.count = this.count
    copy.words = this.words.map((column) => column.slice())
    copy.bits = this.bits.slice()
    copy.code = this.code.slice()
    return copy
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

/** Indices in order: a prefix comes before those that it holds, and the same prefix stays in the order in which it was read. */
export function inOrder({ count, words, bits }: Prefixes): Uint32Array {
  const lengths = Uint32Array.from(bits.subarray(0, count))
  return orderOfWords([...words, lengths], count)
}

export function isTwice({ words, bits }: Prefixes, a: number, b: number): boolean {
  return bits[a] === bits[b] && words.every((column) => column[a] === column[b])
}
