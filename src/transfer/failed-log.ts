// What the log says of a face whose primaries fail: once when they begin to fail, and again, louder, as the time runs out in which the
// face may be served.

import { about, type FollowedFace } from './followed-face.ts'
import type { Log } from './serving.ts'

export type Failed = {
  /** How much of that time is over, from 0 to 1. */
  readonly spent: number
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly now: number
}

export function tellFailed(log: Log, face: FollowedFace, { spent, reason, now }: Failed): void {
  const level = spent >= 0.8 ? 2 : spent >= 0.5 ? 1 : 0
  if (face.failures > 1 && level <= face.told) return
  face.told = level
  const left = face.refreshed === undefined ? undefined : Math.round((face.expires - now) / 1000)
  const expires = face.isExpired || left === undefined ? {} : { expiresIn: left }
  log[level === 2 ? 'error' : 'warn'](
    { ...about(face), reason, ...expires },
    `${face.face.zone.replace(/\.$/, '')} in ${face.face.name.view}: ${reason}`,
  )
}
