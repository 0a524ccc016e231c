// Who waits, in the order in which they came, each once. Tens of thousands may: who takes the first does not go by those that have left.

export class WaitingLine<Item> {
  readonly #all = new Set<Item>()
  /** Behind the one that was found to be the first last. It goes on to those that come meanwhile. */
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

  /** It stays where it is. */
  get first(): Item | undefined {
    // It has not come to the end, where it would be over for good: who is behind it has left.
    if (this.#first === undefined && this.#all.size > 0) this.#first = this.#next.next().value
    return this.#first
  }
}
