// Until when a face that comes from a primary may be served: one number that all threads share, so that it goes up with each word of
// the primary and nothing is published for that.

/** Seconds since 1970; 0 where the face has never come. */
export class Expiry {
  readonly buffer: SharedArrayBuffer
  readonly #until: Uint32Array

  constructor(buffer = new SharedArrayBuffer(4)) {
    this.buffer = buffer
    this.#until = new Uint32Array(buffer)
  }

  /** The face has come once, and may not be served any more. `now`: seconds since 1970. */
  hasEnded(now: number): boolean {
    const until = Atomics.load(this.#until, 0)
    return until !== 0 && until <= now
  }

  set(until: number): void {
    Atomics.store(this.#until, 0, Math.max(1, Math.floor(until)))
  }

  /** Seconds from `now` on, and never more than `most`: a clock that was set back makes no zone live longer. */
  left(now: number, most: number): number {
    return Math.min(Math.max(Atomics.load(this.#until, 0) - now, 0), most)
  }
}
