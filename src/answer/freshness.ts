// Which kept answers still hold: an answer does as long as no zone that it was made of changes, whatever other zones do.

/** A zone's place in its view: index of the view, and of the zone among its members. */
export type FaceAt = { readonly view: number; readonly member: number }

/** In place of a member: none, or more of them than are noted. */
const NOBODY = -1
const MANY = -2

/** The zones, by their place in the view, that one answer was made of. */
export class Consulted {
  first = NOBODY
  second = NOBODY

  clear(): void {
    this.first = NOBODY
    this.second = NOBODY
  }

  /** Notes a zone that the answer asked, whatever the zone said. */
  add(member: number): void {
    if (member === this.first || member === this.second || this.first === MANY) return
    if (this.first === NOBODY) this.first = member
    else if (this.second === NOBODY) this.second = member
    else this.first = MANY
  }
}

export class Freshness {
  /** Grows with each change: answers kept now are of this epoch. */
  epoch = 0
  /** view -> member -> the epoch of its last change. */
  #changed: readonly Int32Array[] = []

  /** Begins anew with views of so many members: nothing that was kept holds any more. */
  reset(members: readonly number[]): void {
    this.epoch = 0
    this.#changed = members.map((count) => new Int32Array(count))
  }

  /** These zones have become others, all at once. */
  change(faces: readonly FaceAt[]): void {
    this.epoch++
    for (const { view, member } of faces) this.#changed[view]![member] = this.epoch
  }

  /** Whether an answer of an earlier epoch, made of these members of the view, would be the same today. */
  holds(view: number, epoch: number, first: number, second: number): boolean {
    if (first === MANY) return false
    const changed = this.#changed[view]!
    return (first === NOBODY || changed[first]! <= epoch) && (second === NOBODY || changed[second]! <= epoch)
  }
}
