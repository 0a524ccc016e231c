// What the log of leases notes about the wall clock. First, a time that has passed for sure: then ended entries stay ended when somebody
// sets the clock back while Janus does not run. Second, by how much somebody has set the clock while Janus ran: entries on the disk then
// end as much later.

import type { Time } from '../clock.ts'
import { type LeaseRecord, writeLease } from './lease-record.ts'

export type NotedTimeOptions = {
  readonly time: Pick<Time, 'now'>
  /** Milliseconds since 1970. */
  readonly wall: () => number
  readonly append: (records: readonly Uint8Array[]) => Promise<void>
}

/** In milliseconds: a smaller error of the wall clock does not count as set. */
const STEP = 1000
/** In milliseconds: how often the log notes the time. */
export const NOTED = 60_000
/** The same while entries end. */
const NOTED_ENDS = 1000

export class NotedTime {
  readonly #options: NotedTimeOptions
  /** By how much the wall clock is ahead of the steady one, as the log has it. */
  #ahead: number
  /** When the log was last written, by the steady clock. */
  #noted = Number.NEGATIVE_INFINITY
  #hasEnded = false

  constructor(options: NotedTimeOptions) {
    this.#options = options
    this.#ahead = this.#offset
  }

  /** `seen`: the last time that the process before noted. If the wall clock is behind it, somebody set it back while Janus did not run. */
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
      // Tries again as if entries had ended: soon, but not all the time.
      undo()
      this.#hasEnded = true
    })
  }

  /** Call it when entries have ended. */
  noteEnds(): void {
    this.#hasEnded = true
    this.note()
  }

  /** When to call note() again at the latest, by the steady clock: finite while the log does not know of entries that have ended. */
  get due(): number {
    return this.#hasEnded ? this.#noted + NOTED_ENDS : Number.POSITIVE_INFINITY
  }

  get #offset(): number {
    return this.#options.wall() - this.#options.time.now()
  }
}
