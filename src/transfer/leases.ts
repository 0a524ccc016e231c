// How long the server may serve a face of a primary: the zone's SOA says so, the primary may allow less, and each confirmation starts that
// time again (RFC 1034 §4.3.5, RFC 7314).

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
  readonly serving: Pick<Serving, 'served' | 'replace' | 'told' | 'expiresAt' | 'shownBy'>
  readonly copies: Pick<Copies, 'setTimes'>
  readonly log: Log
  /** Whether this is still the face that Janus follows under its name. */
  readonly isFollowed: (face: FollowedFace) => boolean
}

/** Milliseconds until the next try to withdraw a face, where one failed. */
const AGAIN = 1000

export class Leases {
  readonly #options: LeasesOptions

  constructor(options: LeasesOptions) {
    this.#options = options
  }

  /** For a face that was there at the start: `times` are those kept with it. */
  begin(face: FollowedFace, times: Times | undefined): void {
    const { wall, serving } = this.#options
    if (face.timers === undefined) return
    const { expire } = face.timers
    if (times === undefined) {
      face.expires = wall() + expire
      serving.expiresAt(face.face.name, face.expires)
    } else {
      // Somebody may have set the wall clock since: the file cannot grant more than the zone's SOA.
      face.expires = Math.min(times.expires, wall() + expire)
    }
    this.#endIn(face, face.expires - wall())
  }

  /** RFC 7314 §4: a confirmation extends the time, and never shortens it. `told`: seconds. */
  confirm(face: FollowedFace, zone: Zone, told: number | undefined): void {
    face.timers = timersOf(zone)
    const left = face.expires - this.#options.wall()
    this.#renew(face, Math.max(left, within(told, face.timers.expire)))
  }

  /** RFC 7314 §4: after a transfer, the option sets the time. `told`: seconds. */
  grant(face: FollowedFace, zone: Zone, told: number | undefined): void {
    face.timers = timersOf(zone)
    this.#renew(face, within(told, face.timers.expire))
  }

  /** For a face that had expired and is served before it is kept: the copy that a start would find until then is good for less time. */
  begun({ face }: FollowedFace, zone: Zone, told: number | undefined): void {
    const { serving, wall } = this.#options
    serving.expiresAt(face.name, wall() + within(told, timersOf(zone).expire))
  }

  /** Notes that a newer version exists that has not come yet, so that the next start asks for it. Gives since when. */
  owe(face: FollowedFace, since = this.#options.wall()): number {
    if (face.newerSince !== undefined) return face.newerSince
    face.newerSince = since
    this.#keep(face, { isOld: true })
    return since
  }

  /** Call it when other clients may be shown the face, or the measure has changed: keeps the new word for the next start. */
  shown(face: FollowedFace, isOld = face.newerSince !== undefined): void {
    if (face.timers === undefined || this.#options.serving.served(face.face.name) === undefined) return
    if (face.shown !== this.#options.serving.shownBy(face.face.name)) this.#keep(face, isOld ? { isOld } : {})
  }

  /** How much of its time is over, from 0 to 1. */
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
    const { name } = face.face
    const served = serving.served(name)
    face.shown = served && serving.shownBy(name)
    const by = face.shown === undefined ? {} : { shown: face.shown }
    const times = { serial: served?.serial ?? 0, refreshed, expires, from, ...more, ...by }
    copies.setTimes(name, times).catch((error) => {
      log.error(
        { ...about(face), reason: String(error) },
        'cannot write to disk when a zone was refreshed: after a restart it may expire early',
      )
    })
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
    // By the wall clock as it stands now, even if somebody has set it meanwhile.
    serving.expiresAt(face.face.name, wall())
    void this.#withdraw(face)
  }

  /** Stops serving the face, unless it comes or is confirmed before this has its turn. */
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
      log.error(
        { ...about(face), reason: whyOf(error) },
        'a zone has expired, but Janus cannot stop serving it: tried again',
      )
    }
    // The expired version may only lie in another image. If a new version has come instead, the face soon no longer counts as expired.
    if (isOver()) clock.set(name, 'expire', AGAIN, () => void this.#withdraw(face))
  }
}

function within(told: number | undefined, most: number): number {
  return Math.min((told ?? Number.POSITIVE_INFINITY) * 1000, most)
}
