// Questions about the present state of a face that comes from a primary.

import { isDeepStrictEqual } from 'node:util'
import { isNewerSerial } from '../dns/serial.ts'
import type { PrimarySetting } from '../text/config/primaries.ts'
import type { FollowedFace } from './followed-face.ts'
import type { Timers } from './timers.ts'

/** Whether the two have the same settings, wherever they stand in the configuration. */
export function isSamePrimary(one: PrimarySetting, other: PrimarySetting): boolean {
  return one === other || isDeepStrictEqual({ ...one, place: undefined }, { ...other, place: undefined })
}

/** The face has never come, and no try has failed. */
export function isFirstTry({ timers, failures }: FollowedFace): boolean {
  return timers === undefined && failures === 0
}

/** The next version has to be newer than the one served. */
export function isStep({ isWhole, face: { primary } }: FollowedFace): boolean {
  return !isWhole && !primary.anySerial
}

/** Milliseconds until Janus asks again for a face that has come: fewer if the primary is known to have a newer one, or promised it. */
export function dueIn({ newerSince, promised, there = 0 }: FollowedFace, { refresh, retry }: Timers): number {
  const isPromised = promised !== undefined && isNewerSerial(promised, there)
  return newerSince === undefined && !isPromised ? refresh : Math.min(retry, refresh)
}
