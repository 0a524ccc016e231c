// Turns of faces of one name come one after the other. A face that was taken away and comes back waits until its earlier turn is over,
// because both turns write one copy.

export class NameTurns {
  readonly #going = new Map<string, Promise<unknown>>()

  async take<R>(key: string, turn: () => Promise<R>): Promise<R> {
    // Several turns may have waited for the same one.
    for (let before = this.#going.get(key); before !== undefined; before = this.#going.get(key)) await before
    const going = turn()
    this.#going.set(
      key,
      going.catch(() => {}),
    )
    try {
      return await going
    } finally {
      this.#going.delete(key)
    }
  }
}
