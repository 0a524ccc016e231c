// Which zones of a view change from one set of zones to the next. A reader that knows an earlier set goes through the changed ones alone:
// there may be tens of thousands of zones, and each set differs from the one before by a few.

/** We remember at least so many places. For a set from before those, nobody knows which zones have changed since. */
const MOST = 1024

export class MemberChanges {
  /** The places noted last, oldest first. A place may stand there several times. */
  readonly #places: number[] = []
  #forgotten = 0

  /** How many places were ever noted: after each note it is the number of the set that has come of the change. */
  get count(): number {
    return this.#forgotten + this.#places.length
  }

  note(places: Iterable<number>): void {
    for (const place of places) this.#places.push(place)
    if (this.#places.length < 2 * MOST) return
    this.#forgotten += this.#places.splice(0, this.#places.length - MOST).length
  }

  /** The places that changed between two sets, given by their numbers in any order; undefined where nobody knows any more. */
  between(one: number, other: number): readonly number[] | undefined {
    const from = Math.min(one, other) - this.#forgotten
    return from < 0 ? undefined : this.#places.slice(from, Math.max(one, other) - this.#forgotten)
  }
}
