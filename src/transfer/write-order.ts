// Zones that have come are written one after the other: those that wait for a disk take no place from the journal. A zone that is served
// already comes first, for somebody may have told of its change; of those that come for the first time there may be tens of thousands.

/** However many of the others come, of so many the last is one that comes for the first time. */
const MOST_SERVED = 4

type Write = {
  readonly path: string
  readonly write: () => Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export class WriteOrder {
  #served: Write[] = []
  #first: Write[] = []
  /** Of zones that are served, in a row. */
  #row = 0
  #isWriting = false

  /** Settles as `write` does. Of one path what is added last is written last. */
  add(path: string, isServed: boolean, write: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const one = { path, write, resolve, reject }
      const isSame = (other: Write) => other.path === path
      if (isServed || this.#served.some(isSame)) {
        this.#served.push(...this.#first.filter(isSame), one)
        this.#first = this.#first.filter((other) => !isSame(other))
      } else this.#first.push(one)
      void this.#go()
    })
  }

  async #go(): Promise<void> {
    if (this.#isWriting) return
    this.#isWriting = true
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      try {
        await next.write()
        next.resolve()
      } catch (error) {
        next.reject(error)
      }
    }
    this.#isWriting = false
  }

  #next(): Write | undefined {
    const isFirst = this.#served.length === 0 || (this.#first.length > 0 && this.#row >= MOST_SERVED - 1)
    this.#row = isFirst ? 0 : this.#row + 1
    return (isFirst ? this.#first : this.#served).shift()
  }
}
