// Does one task after the other, from two lines: hurried tasks come first, but however many these are, some turns go to the other line.

import { TurnsOfTwo } from '../transfer/turns-of-two.ts'

type Task = () => Promise<void>

export class OneByOne {
  readonly #hurried: Task[] = []
  readonly #others: Task[] = []
  readonly #turns = new TurnsOfTwo()
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
      const isOther = this.#turns.isOther(this.#hurried.length, this.#others.length)
      const next = (isOther ? this.#others : this.#hurried).shift()
      if (next === undefined) break
      await next()
    }
    this.#isGoing = false
  }
}
