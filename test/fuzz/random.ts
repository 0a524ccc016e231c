// Numbers that look random and come again with the same seed: case i of a seed needs none of the cases before it.

export class Random {
  #state: number

  constructor(seed: number, i: number) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(i + 1, 0x85ebca6b) ^ Math.floor(i / 2 ** 32)) | 0
    for (let k = 0; k < 4; k++) this.next()
  }

  /** 32 bits, unsigned. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  /** 0 to `below` - 1. */
  below(below: number): number {
    return this.next() % below
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
}
