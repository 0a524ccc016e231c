// Signed messages that an earlier process may have done already. What it remembered of them (repeated.ts) ended with it, so whoever has
// recorded one could have it done again behind a restart, for as long as its signature holds (RFC 8945 §10). Whatever was signed before
// this process began is not done: a client that signs anew is served. The price is that one whose clock is slow waits as long as that.

import { MOST_FUDGE } from '../../wire/tsig/verify.ts'

export type Started = {
  /** Seconds since 1970, whole. */
  readonly at: number
  /** How long ago that was by the steady clock, in milliseconds. */
  readonly ago: () => number
}

/** This process. */
export const started: Started = { at: Math.floor(performance.timeOrigin / 1000), ago: () => performance.now() }

/** By then no signature from before holds, if our clock was right at the start; if it was wrong, nobody is held up for longer. */
const OVER = 2 * MOST_FUDGE * 1000

/** `signed`: when, in seconds since 1970. */
export function isFromBefore(signed: number, { at, ago }: Started): boolean {
  return signed < at && ago() < OVER
}
