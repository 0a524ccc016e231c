// Answers to messages that may come again (RFC 2136 §3.8 has no other way to tell a lost answer from a lost message): whoever sends the
// same octets once more gets the same answer, and nothing happens twice.
//
// It keeps answers to the newest messages. Of older signed ones it keeps a part of their hash, with the rcode, for as long as the signature
// is good: nobody can record one and have it done again, however many have come since (RFC 8945 §10). Both are bounded; where there is no
// more room, no signed message is done. However many messages one key sends, each other key has room of its own.

import { hash } from 'node:crypto'
import { Rcode } from '../../dns/rcodes.ts'

type Known = { readonly answer: Promise<Uint8Array>; readonly until: number }

/** `make` does what the message asks, once. `again` makes the answer to the same message when the first answer is not kept any more. */
export type Making = {
  readonly make: () => Promise<{ readonly answer: Uint8Array; readonly isFinal: boolean }>
  readonly again: (rcode: number) => Uint8Array
}

/** Milliseconds for which the answer is kept, and for which the message must not be done again. */
export type Remembered = { readonly answer: number; readonly done: number }

/** `answers`: answers that are kept. `done`: messages of all keys together; `each`: messages that one key may have beyond that. */
export type RepeatedLimits = { readonly answers: number; readonly done: number; readonly each: number }

/** Enough for about 1,500 messages a second that are good for ten minutes. */
const LIMITS: RepeatedLimits = { answers: 20_000, done: 1_000_000, each: 10_000 }

/** Characters of a hash, of six bits each: no two messages share them. */
const CHARACTERS = 16
const RCODES = 16

export class Repeated {
  /** In the order in which they were begun. */
  readonly #known = new Map<string, Known>()
  /** By who sends them, then by a part of the hash, in the order in which they were begun: until when, in milliseconds, and the rcode. */
  readonly #done = new Map<string, Map<string, number>>()
  #count = 0
  readonly #now: () => number
  readonly #limits: RepeatedLimits

  /** `now`: a steady clock, in milliseconds. */
  constructor(now: () => number, limits = LIMITS) {
    this.#now = now
    this.#limits = limits
  }

  /** `from`: the key that signed the message; for an unsigned one, anything that tells clients apart. */
  answer(message: Uint8Array, from: string, remembered: Remembered, { make, again }: Making): Promise<Uint8Array> {
    const octets = hash('sha256', message, 'base64')
    const key = `${from} ${octets}`
    const now = this.#now()
    this.#forget(now)
    const known = this.#known.get(key)
    if (known !== undefined && known.until > now) return known.answer
    this.#known.delete(key)
    const part = remembered.done > 0 ? octets.slice(0, CHARACTERS) : undefined
    if (part !== undefined) {
      this.#forgetDone(from, now)
      const done = this.#done.get(from)?.get(part)
      if (done !== undefined) return Promise.resolve(again(done % RCODES))
      if (!this.#hasRoom(from, now)) return Promise.resolve(again(Rcode.SERVFAIL))
      this.#put(from, part, Math.ceil(now + remembered.done) * RCODES + Rcode.SERVFAIL)
    }
    const answer = make().then(
      (made) => {
        // What could not be done may go well the next time.
        if (!made.isFinal) this.#undo(key, from, part)
        else if (part !== undefined) this.#note(from, part, made.answer[3]! % RCODES)
        return made.answer
      },
      (error) => {
        this.#undo(key, from, part)
        throw error
      },
    )
    this.#known.set(key, { answer, until: now + remembered.answer })
    return answer
  }

  #hasRoom(from: string, now: number): boolean {
    const { done, each } = this.#limits
    if (this.#count < done || (this.#done.get(from)?.size ?? 0) < each) return true
    for (const other of this.#done.keys()) this.#forgetDone(other, now)
    return this.#count < done
  }

  #put(from: string, part: string, done: number): void {
    const own = this.#done.get(from) ?? new Map<string, number>()
    this.#done.set(from, own.set(part, done))
    this.#count++
  }

  #note(from: string, part: string, rcode: number): void {
    const own = this.#done.get(from)
    const done = own?.get(part)
    if (done !== undefined) own!.set(part, done - (done % RCODES) + rcode)
  }

  #undo(key: string, from: string, part: string | undefined): void {
    this.#known.delete(key)
    if (part !== undefined && this.#done.get(from)?.delete(part)) this.#count--
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#known) {
      if (until > now && this.#known.size < this.#limits.answers) break
      this.#known.delete(key)
    }
  }

  #forgetDone(from: string, now: number): void {
    const own = this.#done.get(from)
    if (own === undefined) return
    for (const [part, done] of own) {
      if (done > now * RCODES) return
      own.delete(part)
      this.#count--
    }
    this.#done.delete(from)
  }
}
