// Which zones of a view have become others, from set to set. Who has an earlier set of them goes through these alone: all zones may be
// tens of thousands, while each set of them differs from the one before by a few.

/** Places that are remembered, at the least: of a set from before those nobody knows which zones are others since. */
const MOST = 1024

export class MemberChanges {
  /** The last of all, in the order in which they came. A place may stand there several times. */
  readonly #places: number[] = []
  #forgotten = 0

  /** All that there ever were: a set that has come of so many is known by this number. */
  get count(): number {
    return this.#forgotten + this.#places.length
  }

  note(places: Iterable<number>): void {
    for (const place of places) this.#places.push(place)
    if (this.#places.length < 2 * MOST) return
    this.#forgotten += this.#places.splice(0, this.#places.length - MOST).length
  }

  /** Of two sets, by their numbers, whichever of them is the earlier; undefined where nobody knows any more. */
  between(one: number, other: number): readonly number[] | undefined {
    const from = Math.min(one, other) - this.#forgotten
    return from < 0 ? undefined : this.#places.slice(from, Math.max(one, other) - this.#forgotten)
  }
}
