// Answers to messages that may come again (RFC 2136 §3.8 has no other way to tell a lost answer from a lost message): whoever sends the
// same octets once more gets the same answer, and nothing happens twice. Bounded: the oldest goes first.

import { hash } from 'node:crypto'

type Known = { readonly answer: Promise<Uint8Array>; readonly until: number }

const MOST = 20_000

export class Repeated {
  /** In the order in which they were begun. */
  readonly #known = new Map<string, Known>()
  readonly #now: () => number

  /** `now`: a steady clock, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** `from`: who sends it, where the message itself does not prove that; kept for so many milliseconds. */
  answer(
    message: Uint8Array,
    from: string,
    milliseconds: number,
    make: () => Promise<{ readonly answer: Uint8Array; readonly isFinal: boolean }>,
  ): Promise<Uint8Array> {
    const key = `${from} ${hash('sha256', message, 'base64')}`
    const now = this.#now()
    const known = this.#known.get(key)
    if (known !== undefined && known.until > now) return known.answer
    this.#known.delete(key)
    this.#forget(now)
    const answer = make().then(
      (made) => {
        // What could not be done may go well the next time.
        if (!made.isFinal) this.#known.delete(key)
        return made.answer
      },
      (error) => {
        this.#known.delete(key)
        throw error
      },
    )
    this.#known.set(key, { answer, until: now + milliseconds })
    return answer
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#known) {
      if (until > now && this.#known.size < MOST) return
      this.#known.delete(key)
    }
  }
}
