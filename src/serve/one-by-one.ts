// Does one task after the other, from two lines: hurried tasks come first, but however many these are, some turns go to the other line.

/** Of so many tasks in a row, one is no hurried one, if any other waits. */
const MOST_HURRIED = 4

type Task = () => Promise<void>

export class OneByOne {
  readonly #hurried: Task[] = []
  readonly #others: Task[] = []
  /** How many hurried tasks were done in a row. */
  #row = 0
  #isGoing = false

  /** Settles as the task does. Tasks of one line keep their order. */
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
