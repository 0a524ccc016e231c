// Memory of fixed size, written round and round: new entries overwrite the oldest. A position counts from the beginning of the
// first round, so that it tells whether its entry is still there.

/** Positions run on; before they could repeat, the ring forgets everything. */
const LAST_POSITION = 0x7000_0000

export class Ring {
  /** The memory as words: a position, modulo their number, is an index. `bytes` and `data` are the same memory as octets. */
  readonly words: Int32Array
  readonly bytes: Uint8Array
  readonly data: DataView
  readonly #mask: number
  readonly #largest: number
  readonly #gap: number
  /** Position of the next entry. 0 is nowhere. */
  head = 1

  /**
   * `words`: a power of two. `largest`: the most words that a caller asks room() for. The system gives memory when it is first written.
   */
  constructor(words: number, largest: number) {
    this.words = new Int32Array(words)
    this.bytes = new Uint8Array(this.words.buffer)
    this.data = new DataView(this.words.buffer)
    this.#mask = words - 1
    this.#largest = largest
    this.#gap = words - largest
  }

  clear(): void {
    this.head = 1
  }

  /** Index of the words at a position. */
  indexOf(position: number): number {
    return position & this.#mask
  }

  /** Whether the entry at this position is whole: nothing has overwritten any part of it. */
  isLive(position: number): boolean {
    return position !== 0 && this.head - position <= this.#gap
  }

  /** Returns the index of `words` words in one piece, at `head`. The caller writes into them, and moves `head` on by as many or fewer. */
  room(words: number): number {
    // isLive() gives up only the `largest` words ahead of `head`: more would overwrite live entries.
    if (words > this.#largest)
      throw new RangeError(`cannot give ${words} words of a ring whose entries have ${this.#largest}`)
    const index = this.head & this.#mask
    if (index + words > this.#mask + 1) this.head += this.#mask + 1 - index
    return this.head & this.#mask
  }

  /** Nothing more can be put in before clear(). */
  get exhausted(): boolean {
    return this.head > LAST_POSITION
  }
}
