// Writes zones that have come one after the other, so that those that wait for the disk take no place from the journal. A zone that is
// served already goes first: somebody may have told of its change. Tens of thousands may come for the first time: those that wait together
// are reported as written together, so that they are published together.

import { TurnsOfTwo } from './turns-of-two.ts'

type Write = {
  readonly path: string
  readonly write: () => Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export class WriteOrder {
  #served: Write[] = []
  #first: Write[] = []
  /** First-time zones that are written and wait for the rest of their group; and how many of the group are not written yet. */
  #settling: (() => void)[] = []
  #together = 0
  readonly #turns = new TurnsOfTwo()
  #isWriting = false

  /** Settles as `write` does. Writes to one path happen in the order in which they were added. */
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
    for (;;) {
      const isFirst = this.#turns.isOther(this.#served.length, this.#first.length)
      if (isFirst && this.#together === 0) this.#together = this.#first.length
      const next = (isFirst ? this.#first : this.#served).shift()
      if (next === undefined) break
      const settle = await written(next)
      if (!isFirst) settle()
      else {
        this.#settling.push(settle)
        this.#together--
      }
      // Some may have moved to the served zones meanwhile.
      if (this.#together === 0 || this.#first.length === 0) this.#settle()
    }
    this.#isWriting = false
  }

  #settle(): void {
    this.#together = 0
    for (const settle of this.#settling.splice(0)) settle()
  }
}

async function written({ write, resolve, reject }: Write): Promise<() => void> {
  try {
    await write()
    return resolve
  } catch (error) {
    return () => reject(error)
  }
}
