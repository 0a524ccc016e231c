// The present state of a face that comes from a primary, for those who ask.

import { isDeepStrictEqual } from 'node:util'
import { isNewerSerial } from '../dns/serial.ts'
import type { PrimarySetting } from '../text/config/primaries.ts'
import type { FollowedFace } from './followed-face.ts'
import type { Timers } from './timers.ts'

/** Wherever it is written. */
export function isSamePrimary(one: PrimarySetting, other: PrimarySetting): boolean {
  return one === other || isDeepStrictEqual({ ...one, place: undefined }, { ...other, place: undefined })
}

/** Nothing has come of it, and nobody has asked for it in vain. */
export function isFirstTry({ timers, failures }: FollowedFace): boolean {
  return timers === undefined && failures === 0
}

/** What comes next is to be newer than what is there. */
export function isStep({ isWhole, face: { primary } }: FollowedFace): boolean {
  return !isWhole && !primary.anySerial
}

/** Milliseconds until it is asked for again, once it has come: sooner where something newer is known to be there, or was promised. */
export function dueIn({ newerSince, promised, there = 0 }: FollowedFace, { refresh, retry }: Timers): number {
  const isPromised = promised !== undefined && isNewerSerial(promised, there)
  return newerSince === undefined && !isPromised ? refresh : Math.min(retry, refresh)
}
