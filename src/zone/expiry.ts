// Until when a face may be served: one that comes from a primary ends with its word, and one that is signed here with its first
// signature. All threads share these numbers, so that they go up and nothing is published for that.

/** Seconds since 1970; 0 where the face has never come, or comes from no primary; and where it is not signed here. */
export class Expiry {
  readonly buffer: SharedArrayBuffer
  readonly #until: Uint32Array

  constructor(buffer = new SharedArrayBuffer(8)) {
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

  /** Its first signature ends then. */
  setSigned(until: number): void {
    Atomics.store(this.#until, 1, Math.max(1, Math.floor(until)))
  }

  /** It is not signed here any more. */
  setUnsigned(): void {
    Atomics.store(this.#until, 1, 0)
  }

  /** Seconds from `now` on, and never more than `most`: a clock that was set back makes no zone live longer. */
  left(now: number, most: number): number {
    const signed = Atomics.load(this.#until, 1)
    const until = Atomics.load(this.#until, 0)
    // A face with a primary has been told of it before anybody asks; of one without, nothing is known where both are 0.
    const ends = until === 0 ? signed : Math.min(until, signed || until)
    if (ends === 0) return most
    return Math.min(Math.max(ends - now, 0), most)
  }
}
