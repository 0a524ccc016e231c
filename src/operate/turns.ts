// Long work in short turns, so that other work of the main thread, DNS over TCP first, waits for no more than one turn.

import { setImmediate as others } from 'node:timers/promises'

/** Milliseconds of a turn. */
const LENGTH = 4

export class Turns {
  #begun = performance.now()

  get isOver(): boolean {
    return performance.now() - this.#begun > LENGTH
  }

  /** Lets all other work run, and begins the next turn. */
  async next(): Promise<void> {
    await others()
    this.#begun = performance.now()
  }
}
