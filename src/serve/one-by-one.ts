// Does one task after the other, of two lines: those in a hurry come first, and however many these are, every so often comes another.

/** Every so many tasks one is of those that can wait. */
const MOST_HURRIED = 4

type Task = () => Promise<void>

export class OneByOne {
  readonly #hurried: Task[] = []
  readonly #others: Task[] = []
  /** How many hurried ones were done in a row. */
  #row = 0
  #isGoing = false

  /** Settles as the task does. Each line keeps its order. */
  add<Result>(isHurried: boolean, task: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const line = isHurried ? this.#hurried : this.#others
      line.push(() => task().then(resolve, reject))
      void this.#go()
    })
  }

  async #go(): Promise<void> {
    if (this.#isGoing) return
    this.#isGoing = true
    for (;;) {
      const isOther = this.#hurried.length === 0 || (this.#others.length > 0 && this.#row >= MOST_HURRIED - 1)
      this.#row = isOther ? 0 : this.#row + 1
      const next = (isOther ? this.#others : this.#hurried).shift()
      if (next === undefined) break
      await next()
    }
    this.#isGoing = false
  }
}
