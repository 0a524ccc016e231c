// What the record of entries says of the wall clock: what it was for sure, so that what has ended does not live again when somebody sets
// it back while nothing runs; and by how much somebody has set it while Janus ran, so that what is on the disk ends as much later.

import type { Time } from '../clock.ts'
import { type LeaseRecord, writeLease } from './lease-record.ts'

export type NotedTimeOptions = {
  readonly time: Pick<Time, 'now'>
  /** Milliseconds since 1970. */
  readonly wall: () => number
  readonly append: (records: readonly Uint8Array[]) => Promise<void>
}

/** What the wall clock may go wrong by before it counts as set, in milliseconds. */
const STEP = 1000
/** How often what it says is written down while entries come and go. */
export const NOTED = 60_000
/** The same while some end. */
const NOTED_ENDS = 1000

export class NotedTime {
  readonly #options: NotedTimeOptions
  /** What the wall clock is ahead of the steady one, as the record has it. */
  #ahead: number
  /** By the steady clock. */
  #noted = Number.NEGATIVE_INFINITY
  #hasEnded = false

  constructor(options: NotedTimeOptions) {
    this.#options = options
    this.#ahead = this.#offset
  }

  /** `seen`: what it was for sure, in the process before. A clock that is behind was set back while nothing ran. */
  begin(seen: number): void {
    this.#write(Math.min(this.#options.wall() - seen, 0))
  }

  note(): void {
    const by = this.#offset - this.#ahead
    const now = this.#options.time.now()
    const isSet = Math.abs(by) >= STEP
    if (!isSet && now < this.#noted + (this.#hasEnded ? NOTED_ENDS : NOTED)) return
    if (isSet) this.#ahead += by
    this.#write(isSet ? by : 0, () => {
      if (isSet) this.#ahead -= by
    })
  }

  #write(by: number, undo = () => {}): void {
    this.#noted = this.#options.time.now()
    this.#hasEnded = false
    const record: LeaseRecord = { kind: 'step', by, at: this.#options.wall() }
    void this.#options.append([writeLease(record)]).catch(() => {
      // It is tried again as if some had ended: soon, but not all the time.
      undo()
      this.#hasEnded = true
    })
  }

  /** Some entries have. */
  noteEnds(): void {
    this.#hasEnded = true
    this.note()
  }

  /** When to call note() again at the latest, by the steady clock: some have ended, and the record does not know yet. */
  get due(): number {
    return this.#hasEnded ? this.#noted + NOTED_ENDS : Number.POSITIVE_INFINITY
  }

  get #offset(): number {
    return this.#options.wall() - this.#options.time.now()
  }
}
