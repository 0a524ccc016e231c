// The two clocks. The wall clock says what time it is, and somebody may set it; the steady clock only says how much time has
// passed, which is all that a limit or a deadline may ask for.

/** What both say at one moment, in milliseconds. */
export type Moment = {
  /** Since 1970. */
  readonly wall: number
  /** Since some moment that all threads have in common; never goes back. */
  readonly steady: number
}

/** The steady clock without whole numbers that are too large: for who asks often. */
export function steadyNow(): number {
  return performance.now() + begun
}

/** Of this thread, by the clock of all. */
const begun = Number(process.hrtime.bigint()) / 1e6 - performance.now()

export function thisMoment(): Moment {
  // performance.now() begins anew in each thread.
  return { wall: Date.now(), steady: Number(process.hrtime.bigint() / 1_000_000n) }
}
