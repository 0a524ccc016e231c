// A moment's rest between two batches when queries come fast, so that the next batch is a large one: what two system calls
// and a sleep cost is shared by some twenty queries instead of four. Network cards hold back their interrupts likewise.

import { BATCH } from './batch.ts'
import { type Libc, PR_SET_TIMERSLACK } from './libc.ts'

/** What a query waits longer at the most, in nanoseconds; a tenth of what a campus network takes to carry it. */
const PAUSE_NS = 50_000
const SLACK_NS = 1_000
/** Queries in a batch from which on they come fast: with fewer nobody waits, with half a batch the calls are well shared. */
const FAST = 4
const ENOUGH = BATCH / 2

export class Pause {
  readonly #libc: Libc
  /** A struct timespec: seconds, nanoseconds. Held here, because the address does not keep it. */
  readonly #time = new BigInt64Array([0n, BigInt(PAUSE_NS)])
  readonly #address: number

  /** For the thread that makes it. */
  constructor(libc: Libc) {
    this.#libc = libc
    this.#address = libc.addressOf(this.#time.buffer)
    libc.prctl(PR_SET_TIMERSLACK, SLACK_NS, 0, 0, 0)
  }

  /** Rests if `queries` in the last batch say that it pays. */
  after(queries: number): void {
    if (queries >= FAST && queries < ENOUGH) this.#libc.nanosleep(this.#address, 0)
  }
}
