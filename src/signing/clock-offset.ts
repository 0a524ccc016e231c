// Whether somebody has set the clock: it goes on as time since the boot does, or else it was set, and nothing that has to be waited for
// has come nearer by that. Who begins anew after another boot cannot tell.

import { bootName, sinceBoot } from '../system/clocks.ts'

/** What has to be known beyond the end of the process. */
export type ClockOffset = {
  readonly boot: string
  /** Of the clock at the boot, since 1970. */
  readonly seconds: number
}

/** Undefined where nobody says which boot it is. */
export function offsetNow(now: number): ClockOffset | undefined {
  const boot = bootName()
  return boot === undefined ? undefined : { boot, seconds: Math.round(now - sinceBoot()) }
}

/** By how many seconds the clock was set since. */
export function jumpSince(before: ClockOffset | undefined, after: ClockOffset | undefined): number {
  if (before === undefined || before.boot !== after?.boot) return 0
  const jump = after.seconds - before.seconds
  return Math.abs(jump) > DRIFT ? jump : 0
}

/** Seconds by which clocks are put right little by little, in months. */
const DRIFT = 120
