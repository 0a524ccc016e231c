// Long work in short turns: whoever else wants the main thread, DNS over TCP first, waits for no more than one of them.

import { setImmediate as others } from 'node:timers/promises'

/** Of a turn, in milliseconds. */
const LENGTH = 4

export class Turns {
  #begun = performance.now()

  get isOver(): boolean {
    return performance.now() - this.#begun > LENGTH
  }

  /** Everybody else has had theirs. */
  async next(): Promise<void> {
    await others()
    this.#begun = performance.now()
  }
}
