// The two clocks. The wall clock says what time it is, and somebody may set it; the steady clock only says how much time has
// passed, which is all that a limit or a deadline may ask for.

import { readFileSync } from 'node:fs'
import os from 'node:os'

/** What both say at one moment, in milliseconds. */
export type Moment = {
  /** Since 1970. */
  readonly wall: number
  /** Since some moment that all threads have in common; never goes back. */
  readonly steady: number
}

/** The steady clock in milliseconds, without BigInt: for code that asks often. */
export function steadyNow(): number {
  return performance.now() + begun
}

/** When this thread's performance.now() was 0, by the clock of all threads. */
const begun = Number(process.hrtime.bigint()) / 1e6 - performance.now()

export function thisMoment(): Moment {
  // performance.now() begins anew in each thread.
  return { wall: Date.now(), steady: Number(process.hrtime.bigint() / 1_000_000n) }
}

/** Seconds since the machine was started, those in which it slept too. */
export function sinceBoot(): number {
  return os.uptime()
}

/** A text that changes with each start of the machine; undefined where the system has none. */
export function bootName(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return undefined
  }
}
