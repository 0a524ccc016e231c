// A face that comes from a primary, with what the refresher knows of it.

import type { Said } from '../dns/said.ts'
import type { FaceName } from '../store/change.ts'
import type { PrimarySetting } from '../text/config/primaries.ts'
import type { Zone } from '../zone/zone.ts'
import type { Times } from './copies.ts'
import { addressOf } from './peer.ts'
import { type Timers, timersOf } from './timers.ts'

/** A face and the primary that it comes from. */
export type FetchedFace = { readonly name: FaceName; readonly zone: string; readonly primary: PrimarySetting }

/** Times in milliseconds since 1970. */
export type FollowedFace = {
  face: FetchedFace
  timers: Timers | undefined
  /** When the face was last known to be the newest. */
  refreshed: number | undefined
  expires: number
  failures: number
  /** Since when asking has failed. */
  failing: number | undefined
  /** The address that the face last came from. */
  from: string
  /** The address, without a port, that last said that the zone changed. */
  toldBy: string | undefined
  /** The serial that this NOTIFY named: a hint that anybody can forge. */
  promised: number | undefined
  /** The address that sent the last changes; undefined if the zone last came whole. */
  changesFrom: string | undefined
  /** The address that has said by its SOA that it has a newer version, and then, asked for changes, that it has none. */
  deniedBy: string | undefined
  isRunning: boolean
  isAskedAgain: boolean
  isExpired: boolean
  /** The zone has to come whole next time. */
  isWhole: boolean
  /** The newest serial that the primary was seen to have. */
  there: number | undefined
  newerSince: number | undefined
  lastError: Said | undefined
  /** As in the times that were written last. */
  shown: string | undefined
  /** The disk has the copy, or it is being written there for changes that come now. */
  isSecured: boolean
  /** Its digests cannot be verified, and the log has said so. */
  isUndigested: boolean
  /** What the log has said of failures so far: 1 is a warning, 2 an error. */
  told: 0 | 1 | 2
  readonly waiting: ((error: Said | undefined) => void)[]
}

/** `zone`: the one served. `times`: those kept with the copy. */
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
    deniedBy: undefined,
    isRunning: false,
    isAskedAgain: false,
    // The zone expired while Janus did not run.
    isExpired: zone === undefined && times !== undefined && times.expires < wall,
    isWhole: isElsewhere(from, face.primary),
    there: undefined,
    isSecured: false,
    newerSince: undefined,
    lastError: undefined,
    shown: times?.shown,
    isUndigested: false,
    told: 0,
    waiting: [],
  }
}

/** Whether the served zone came from an address that the primary no longer has: serials and history there say nothing about the new ones. */
export function isElsewhere(from: string, { addresses }: PrimarySetting): boolean {
  return from !== '' && !addresses.some((at) => addressOf({ at }) === from)
}

/** For the log. */
export function about({ face }: FollowedFace): { zone: string; view: string; primary: string } {
  return { zone: face.zone, view: face.name.view, primary: face.primary.name }
}
