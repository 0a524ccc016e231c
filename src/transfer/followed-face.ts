// A face that comes from a primary, and what the refresher knows of it.

import type { Said } from '../dns/said.ts'
import type { FaceName } from '../store/change.ts'
import type { PrimarySetting } from '../text/config/primaries.ts'
import type { Zone } from '../zone/zone.ts'
import type { Times } from './copies.ts'
import { addressOf } from './peer.ts'
import { type Timers, timersOf } from './timers.ts'

/** A face that a primary has. */
export type FetchedFace = { readonly name: FaceName; readonly zone: string; readonly primary: PrimarySetting }

/** Times in milliseconds since 1970. */
export type FollowedFace = {
  face: FetchedFace
  timers: Timers | undefined
  /** When it was known to be the newest last. */
  refreshed: number | undefined
  expires: number
  failures: number
  /** Since when. */
  failing: number | undefined
  /** The address that it came from last. */
  from: string
  /** The address, without a port, that said last that it changed. */
  toldBy: string | undefined
  /** Serial of the version that it spoke of: a hint, by anybody. */
  promised: number | undefined
  /** The address that sent changes last, where what came last were changes. */
  changesFrom: string | undefined
  isRunning: boolean
  isAskedAgain: boolean
  isExpired: boolean
  /** The next time it has to come whole. */
  isWhole: boolean
  /** Serial that the primary was seen to have last. */
  there: number | undefined
  newerSince: number | undefined
  lastError: Said | undefined
  /** Its digests cannot be verified, which the log has said. */
  isUndigested: boolean
  /** How far the log has gone: 1 is a warning, 2 an error. */
  told: 0 | 1 | 2
  readonly waiting: ((error: Said | undefined) => void)[]
}

/** `zone`: what is served. `times`: what is kept of it. */
export function followed(
  face: FetchedFace,
  zone: Zone | undefined,
  times: Times | undefined,
  wall: number,
): FollowedFace {
  const from = times?.from ?? ''
  return {
    face,
    timers: zone && timersOf(zone),
    refreshed: times?.refreshed,
    expires: times?.expires ?? 0,
    failures: 0,
    failing: undefined,
    from,
    toldBy: undefined,
    promised: undefined,
    changesFrom: undefined,
    isRunning: false,
    isAskedAgain: false,
    // It expired while nobody served it.
    isExpired: zone === undefined && times !== undefined && times.expires < wall,
    isWhole: isElsewhere(from, face.primary),
    there: undefined,
    newerSince: undefined,
    lastError: undefined,
    isUndigested: false,
    told: 0,
    waiting: [],
  }
}

/** What is served has come from an address that the primary does not have: serials and histories of another say nothing of its own. */
export function isElsewhere(from: string, { addresses }: PrimarySetting): boolean {
  return from !== '' && !addresses.some((at) => addressOf({ at }) === from)
}

/** For the log. */
export function about({ face }: FollowedFace): { zone: string; view: string; primary: string } {
  return { zone: face.zone, view: face.name.view, primary: face.primary.name }
}
