// How long the server may serve a face of a primary: its SOA says so, its primary may allow less, and each confirmation begins that time
// anew (RFC 1034 §4.3.5, RFC 7314).

import type { Clock } from '../store/clock.ts'
import { whyOf } from '../system/why.ts'
import type { Zone } from '../zone/zone.ts'
import type { Copies, Times } from './copies.ts'
import { about, type FollowedFace } from './followed-face.ts'
import type { Log, Serving } from './serving.ts'
import { timersOf } from './timers.ts'

export type LeasesOptions = {
  readonly clock: Clock
  /** Milliseconds since 1970. */
  readonly wall: () => number
  readonly serving: Pick<Serving, 'served' | 'replace' | 'told' | 'expiresAt'>
  readonly copies: Pick<Copies, 'setTimes'>
  readonly log: Log
  /** Whether it is still the face of its name. */
  readonly isFollowed: (face: FollowedFace) => boolean
}

/** Milliseconds until a face that could not be taken out of service is tried again. */
const AGAIN = 1000

export class Leases {
  readonly #options: LeasesOptions

  constructor(options: LeasesOptions) {
    this.#options = options
  }

  /** Of a face that was there at the start, by what is kept of it. */
  begin(face: FollowedFace, times: Times | undefined): void {
    const { wall, serving } = this.#options
    if (face.timers === undefined) return
    const { expire } = face.timers
    if (times === undefined) {
      face.expires = wall() + expire
      serving.expiresAt(face.face.name, face.expires)
    } else {
      // The other clock may have been set since, and a file is not believed beyond what the zone itself says.
      face.expires = Math.min(times.expires, wall() + expire)
    }
    this.#endIn(face, face.expires - wall())
  }

  /** RFC 7314 §4: what is confirmed is served for as long again, and never shorter than before. `told`: seconds. */
  confirm(face: FollowedFace, zone: Zone, told: number | undefined): void {
    face.timers = timersOf(zone)
    const left = face.expires - this.#options.wall()
    this.#renew(face, Math.max(left, within(told, face.timers.expire)))
  }

  /** RFC 7314 §4: after a transfer the time is what the option says. `told`: seconds. */
  grant(face: FollowedFace, zone: Zone, told: number | undefined): void {
    face.timers = timersOf(zone)
    this.#renew(face, within(told, face.timers.expire))
  }

  /** It had ended, and is served before it is kept: what a start finds until then is not good for as long. */
  begun({ face }: FollowedFace, zone: Zone, told: number | undefined): void {
    const { serving, wall } = this.#options
    serving.expiresAt(face.name, wall() + within(told, timersOf(zone).expire))
  }

  /** A newer version is there, and yet to come: whoever is stopped before that asks for it at the next start. Gives since when. */
  owe(face: FollowedFace, since = this.#options.wall()): number {
    if (face.newerSince !== undefined) return face.newerSince
    face.newerSince = since
    this.#keep(face, { isOld: true })
    return since
  }

  /** The part that has gone by, from 0 to 1. */
  spent({ refreshed, expires }: FollowedFace): number {
    if (refreshed === undefined) return 0
    return (this.#options.wall() - refreshed) / Math.max(expires - refreshed, 1)
  }

  #renew(face: FollowedFace, wait: number): void {
    const { serving, wall } = this.#options
    face.isExpired = false
    face.refreshed = wall()
    face.expires = face.refreshed + wait
    serving.expiresAt(face.face.name, face.expires)
    this.#endIn(face, wait)
    this.#keep(face)
  }

  #keep(face: FollowedFace, more: Pick<Times, 'isOld'> = {}): void {
    const { serving, copies, log } = this.#options
    const { refreshed, expires, from } = face
    if (refreshed === undefined) return
    try {
      const serial = serving.served(face.face.name)?.serial ?? 0
      copies.setTimes(face.face.name, { serial, refreshed, expires, from, ...more })
    } catch (error) {
      log.error({ ...about(face), reason: String(error) }, 'a zone of a primary is not kept')
    }
  }

  #endIn(face: FollowedFace, wait: number): void {
    this.#options.clock.set(face.face.name, 'expire', wait, () => this.#end(face))
  }

  #end(face: FollowedFace): void {
    const { serving, log, wall } = this.#options
    face.isExpired = true
    log.error(
      { ...about(face), lastError: face.lastError && serving.told(face.lastError) },
      'a zone has expired: its primary has not answered for too long, and its names get SERVFAIL until it does',
    )
    // Whatever the other clock has done meanwhile.
    serving.expiresAt(face.face.name, wall())
    void this.#withdraw(face)
  }

  /** What comes, or is confirmed, before this has its turn stays. */
  async #withdraw(face: FollowedFace): Promise<void> {
    const { clock, serving, log, isFollowed } = this.#options
    const { name } = face.face
    const over = serving.served(name)
    const isOver = () => face.isExpired && isFollowed(face)
    try {
      const isWanted = () => isOver() && serving.served(name) === over
      const refused = await serving.replace(name, undefined, { isWanted })
      if (refused?.kind !== 'declined') return
    } catch (error) {
      log.error({ ...about(face), reason: whyOf(error) }, 'a zone that has expired is not withdrawn: tried again')
    }
    // It may only lie in another image. Whoever has come says soon that this has not ended.
    if (isOver()) clock.set(name, 'expire', AGAIN, () => void this.#withdraw(face))
  }
}

function within(told: number | undefined, most: number): number {
  return Math.min((told ?? Number.POSITIVE_INFINITY) * 1000, most)
}
