// Status of a face that comes from a primary, for people.

import type { Said } from '../dns/said.ts'
import type { FaceName } from '../store/change.ts'
import type { FollowedFace } from './followed-face.ts'

/** Times in milliseconds. */
export type FaceStatus = {
  readonly name: FaceName
  readonly zone: string
  readonly view: string
  readonly primary: string
  readonly serial: number | undefined
  /** The newest serial that the primary was seen to have. */
  readonly there: number | undefined
  /** How long the primary has been seen to have a newer version. */
  readonly lag: number | undefined
  readonly isExpired: boolean
  /** How long ago the face was last known to be the newest. */
  readonly age: number | undefined
  readonly expiresIn: number | undefined
  readonly nextIn: number | undefined
  readonly lastError: Said | undefined
}

/** `now`: milliseconds since 1970. `serial`: the one served. `nextIn`: until Janus asks for the face again. */
export function faceStatus(
  { face, refreshed, expires, there, newerSince, isExpired, lastError }: FollowedFace,
  now: number,
  serial: number | undefined,
  nextIn: number | undefined,
): FaceStatus {
  return {
    name: face.name,
    zone: face.zone,
    view: face.name.view,
    primary: face.primary.name,
    serial,
    there,
    lag: newerSince === undefined ? undefined : now - newerSince,
    isExpired,
    age: refreshed === undefined ? undefined : now - refreshed,
    expiresIn: refreshed === undefined ? undefined : Math.max(expires - now, 0),
    nextIn,
    lastError,
  }
}
