// A row of many things of which a few change at a time: tens of thousands of zones come one by one. A row never changes. The next one
// has the same pieces but for those in which something is another.

/** Binary digits of a place in its piece. */
const BITS = 8
const SIZE = 1 << BITS
/** Rows up to here are copied whole: that costs no more, and who reads them has one step less. */
const SHORT = 4 * SIZE

export class Row<T> {
  readonly length: number
  /** In one piece, where somebody has put it together. */
  #whole: readonly T[] | undefined
  #pieces: readonly (readonly T[])[] | undefined

  private constructor(length: number, whole: readonly T[] | undefined, pieces?: readonly (readonly T[])[]) {
    this.length = length
    this.#whole = whole
    this.#pieces = pieces
  }

  /** Of what nobody changes any more. */
  static of<T>(all: readonly T[]): Row<T> {
    return new Row(all.length, all)
  }

  at(i: number): T | undefined {
    const whole = this.#whole
    return whole === undefined ? this.#pieces![i >>> BITS]?.[i & (SIZE - 1)] : whole[i]
  }

  /** For who walks over all of it: the first time that costs as much as there is. */
  get all(): readonly T[] {
    this.#whole ??= this.#pieces!.flat()
    return this.#whole
  }

  /** Whether nothing is another, as far as that is known without a look at each. */
  isSame(other: Row<T>): boolean {
    return this === other || (this.#whole !== undefined && this.#whole === other.#whole)
  }

  /** Whether it is in one piece: it is short, or somebody has walked over all of it. */
  get isWhole(): boolean {
    return this.#whole !== undefined
  }

  /** The same but for these places, which it has. */
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
