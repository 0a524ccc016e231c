// Tells whether somebody has set the clock: an unset clock goes on as the time since the boot does. A wait gets no shorter when somebody
// sets the clock. Across a boot nobody can tell.

import { bootName, sinceBoot } from '../system/clocks.ts'

/** What Janus keeps beyond the end of the process. */
export type ClockOffset = {
  readonly boot: string
  /** The clock at the boot, in seconds since 1970. */
  readonly seconds: number
}

/** Undefined where the system does not say which boot this is. */
export function offsetNow(now: number): ClockOffset | undefined {
  const boot = bootName()
  return boot === undefined ? undefined : { boot, seconds: Math.round(now - sinceBoot()) }
}

/** By how many seconds somebody has set the clock in between. */
export function jumpSince(before: ClockOffset | undefined, after: ClockOffset | undefined): number {
  if (before === undefined || before.boot !== after?.boot) return 0
  const jump = after.seconds - before.seconds
  return Math.abs(jump) > DRIFT ? jump : 0
}

/** In seconds: so much a clock may be corrected little by little in months. */
const DRIFT = 120
