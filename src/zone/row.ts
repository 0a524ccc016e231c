// An immutable row of many items, of which a few change at a time: among tens of thousands of zones they change one by one. The next row
// shares all pieces with this one, except those in which an item changes.

/** How many bits say an item's place in its piece. */
const BITS = 8
const SIZE = 1 << BITS
/** Shorter rows are copied whole: that costs no more, and saves readers a step. */
const SHORT = 4 * SIZE

export class Row<T> {
  readonly length: number
  /** All items in one array, once somebody has asked for it. */
  #whole: readonly T[] | undefined
  #pieces: readonly (readonly T[])[] | undefined

  private constructor(length: number, whole: readonly T[] | undefined, pieces?: readonly (readonly T[])[]) {
    this.length = length
    this.#whole = whole
    this.#pieces = pieces
  }

  /** Nobody may change the array afterwards. */
  static of<T>(all: readonly T[]): Row<T> {
    return new Row(all.length, all)
  }

  at(i: number): T | undefined {
    const whole = this.#whole
    return whole === undefined ? this.#pieces![i >>> BITS]?.[i & (SIZE - 1)] : whole[i]
  }

  /** All items; the first call copies them into one array. */
  get all(): readonly T[] {
    this.#whole ??= this.#pieces!.flat()
    return this.#whole
  }

  /** Whether both rows are the same, as far as that is known without a look at each item. */
  isSame(other: Row<T>): boolean {
    return this === other || (this.#whole !== undefined && this.#whole === other.#whole)
  }

  /** Whether it is in one piece: it is short, or somebody has walked over all of it. */
  get isWhole(): boolean {
    return this.#whole !== undefined
  }

  /** The same row with other items at these places; each place must be within the row. */
  with(others: Iterable<readonly [place: number, one: T]>): Row<T> {
    if (this.length <= SHORT) {
      const all = this.all.slice()
      for (const [i, one] of others) all[i] = one
      return new Row(all.length, all)
    }
    const pieces = this.#inPieces().slice()
    const own = new Map<number, T[]>()
    for (const [i, one] of others) {
      const at = i >>> BITS
      const piece = own.get(at) ?? pieces[at]!.slice()
      if (!own.has(at)) own.set(at, piece)
      pieces[at] = piece
      piece[i & (SIZE - 1)] = one
    }
    return new Row<T>(this.length, undefined, pieces)
  }

  #inPieces(): readonly (readonly T[])[] {
    if (this.#pieces === undefined) {
      const pieces: (readonly T[])[] = []
      for (let from = 0; from < this.length; from += SIZE) pieces.push(this.#whole!.slice(from, from + SIZE))
      this.#pieces = pieces
    }
    return this.#pieces
  }
}
