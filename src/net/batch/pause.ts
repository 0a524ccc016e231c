// Rests a moment between two batches when queries come fast, so that the next batch is a large one: then some twenty queries instead of
// four share the cost of two system calls and a sleep. Network cards hold back their interrupts likewise.

import { BATCH } from './batch.ts'
import { type Libc, PR_SET_TIMERSLACK } from './libc.ts'

/** The most that a query waits longer, in nanoseconds: a tenth of the time that a campus network takes to carry it. */
const PAUSE_NS = 50_000
const SLACK_NS = 1_000
/** A batch with this many queries shows that they come fast: with fewer we do not rest, nor from ENOUGH on, which share the calls well. */
const FAST = 4
const ENOUGH = BATCH / 2

export class Pause {
  readonly #libc: Libc
  /** A struct timespec: seconds, nanoseconds. Held here, because the address does not keep it. */
  readonly #time = new BigInt64Array([0n, BigInt(PAUSE_NS)])
  readonly #address: number

  /** Sets the timer slack of the thread that makes it. */
  constructor(libc: Libc) {
    this.#libc = libc
    this.#address = libc.addressOf(this.#time.buffer)
    libc.prctl(PR_SET_TIMERSLACK, SLACK_NS, 0, 0, 0)
  }

  /** Rests if that pays after a batch of `queries` queries. */
  after(queries: number): void {
    if (queries >= FAST && queries < ENOUGH) this.#libc.nanosleep(this.#address, 0)
  }
}
