// A queue in which each item stands once. Tens of thousands may wait: whoever takes the first does not walk past those that have left.

export class WaitingLine<Item> {
  readonly #all = new Set<Item>()
  /** Stands behind the item that was last found to be the first. It also reaches items that come later. */
  readonly #next = this.#all.values()
  #first: Item | undefined

  get size(): number {
    return this.#all.size
  }

  has(item: Item): boolean {
    return this.#all.has(item)
  }

  add(item: Item): void {
    this.#all.add(item)
  }

  delete(item: Item): void {
    this.#all.delete(item)
    if (this.#first === item) this.#first = undefined
  }

  /** Leaves the item in the line. */
  get first(): Item | undefined {
    // All items before #next have left, so it has not reached the end, from which an iterator does not come back.
    if (this.#first === undefined && this.#all.size > 0) this.#first = this.#next.next().value
    return this.#first
  }
}
