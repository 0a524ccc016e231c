// Keeps the faces of primaries what their primaries have: asks when it is time, or when somebody says that they changed; fetches
// what is newer; and stops serving what nobody has confirmed for too long (RFC 1034 §4.3.5, RFC 1996).

import { isDeepStrictEqual } from 'node:util'
import { isNewerSerial } from '../dns/serial.ts'
import type { Outcome } from '../store/change.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import { Clock, type Time } from '../store/clock.ts'
import type { PrimarySetting } from '../text/config/primaries.ts'
import type { TsigKey } from '../wire/tsig/mac.ts'
import type { Changeset } from '../zone/changeset.ts'
import type { Zone } from '../zone/zone.ts'
import type { Copies } from './copies.ts'
import type { Fetching, Result } from './fetching.ts'
import type { Peer } from './peer.ts'
import { english, say } from './says.ts'
import { jittered, retryIn, type Timers, timersOf } from './timers.ts'
import { Turns } from './turns.ts'

/** Who serves. */
export type Serving = {
  /** Undefined where nothing is served of the face. */
  readonly served: (name: FaceName) => Zone | undefined
  /** False where the face is not there, or not wanted when its turn has come. */
  readonly replace: (name: FaceName, zone: Zone | undefined, isWanted: () => boolean) => Promise<boolean>
  readonly change: (name: FaceName, changes: Changeset) => Promise<Outcome>
  /** It may be served until then: milliseconds since 1970. */
  readonly expiresAt: (name: FaceName, until: number) => void
}

/** A face that a primary has. */
export type FetchedFace = { readonly name: FaceName; readonly zone: string; readonly primary: PrimarySetting }

export type RefresherOptions = {
  readonly time: Time
  /** Milliseconds since 1970. */
  readonly wall: () => number
  /** From 0 to 1. */
  readonly chance: () => number
  readonly serving: Serving
  readonly fetching: Pick<Fetching, 'askSoa' | 'fetch'>
  /** Undefined where it has none. */
  readonly keyOf: (primary: PrimarySetting) => TsigKey | undefined
  readonly copies: Pick<Copies, 'pathOf' | 'times' | 'setTimes'>
  readonly log: Log
}

export type Log = Record<'info' | 'warn' | 'error', (about: object, message: string) => void>

/** What is known of a face, for people. Times in milliseconds. */
export type FaceStatus = {
  readonly name: FaceName
  readonly zone: string
  readonly view: string
  readonly primary: string
  readonly serial: number | undefined
  /** That the primary was seen to have last. */
  readonly there: number | undefined
  /** For how long it has been seen to have a newer version. */
  readonly lag: number | undefined
  readonly isExpired: boolean
  /** Since the last time that it was known to be the newest. */
  readonly age: number | undefined
  readonly expiresIn: number | undefined
  readonly nextIn: number | undefined
  readonly lastError: string | undefined
}

/** A primary that does not take connections is asked last for so long. */
const UNREACHABLE = 600_000

type Face = {
  face: FetchedFace
  timers: Timers | undefined
  refreshed: number | undefined
  expires: number
  failures: number
  failing: number | undefined
  from: string
  isRunning: boolean
  isAskedAgain: boolean
  isExpired: boolean
  isWhole: boolean
  there: number | undefined
  newerSince: number | undefined
  lastError: string | undefined
  told: 0 | 1 | 2
  readonly waiting: ((error: string | undefined) => void)[]
}

export class Refresher {
  readonly #options: RefresherOptions
  readonly #clock: Clock
  readonly #turns: Turns<Face>
  readonly #faces = new Map<string, Face>()
  /** Turns that go on, also of faces that are no more: whoever comes back waits for what he had begun. */
  readonly #going = new Map<string, Promise<unknown>>()
  /** By address, until when. */
  readonly #unreachable = new Map<string, number>()

  constructor(options: RefresherOptions) {
    this.#options = options
    this.#clock = new Clock(options.time, (error) => options.log.error({ reason: String(error) }, FAULT))
    this.#turns = new Turns(options.time, (face) => this.#turn(face))
  }

  /** These are the faces that there are. What is due is asked for; all else waits until it is. */
  use(faces: readonly FetchedFace[]): void {
    const wanted = new Set(faces.map(({ name }) => faceKey(name)))
    for (const [key, face] of this.#faces) {
      if (wanted.has(key)) continue
      this.#faces.delete(key)
      this.#turns.remove(face)
      this.#clock.clear(face.face.name, 'refresh')
      this.#clock.clear(face.face.name, 'expire')
    }
    for (const one of faces) {
      const known = this.#faces.get(faceKey(one.name))
      if (known === undefined) this.#begin(one)
      else if (!isSamePrimary(known.face.primary, one.primary)) this.#goOn(known, one)
    }
  }

  /** A primary says that it has another version. */
  notify(name: FaceName): void {
    const face = this.#faces.get(faceKey(name))
    if (face !== undefined) this.#ask(face, true)
  }

  /** The primary of a face; undefined where it comes from none. */
  primaryOf(name: FaceName): PrimarySetting | undefined {
    return this.#faces.get(faceKey(name))?.face.primary
  }

  /** Resolves when the face has come whole, or with why it has not. */
  fetch(name: FaceName): Promise<string | undefined> {
    const face = this.#faces.get(faceKey(name))
    if (face === undefined) return Promise.resolve(english.text(say('no-primary')))
    face.isWhole = true
    return new Promise((resolve) => {
      face.waiting.push(resolve)
      this.#ask(face, true)
    })
  }

  status(): readonly FaceStatus[] {
    const now = this.#options.wall()
    return [...this.#faces.values()].map(({ face, refreshed, expires, there, newerSince, isExpired, lastError }) => ({
      name: face.name,
      zone: face.zone,
      view: face.name.view,
      primary: face.primary.name,
      serial: this.#options.serving.served(face.name)?.serial,
      there,
      lag: newerSince === undefined ? undefined : now - newerSince,
      isExpired,
      age: refreshed === undefined ? undefined : now - refreshed,
      expiresIn: refreshed === undefined ? undefined : Math.max(expires - now, 0),
      nextIn: this.#clock.until(face.name, 'refresh'),
      lastError,
    }))
  }

  stop(): void {
    this.#clock.stop()
    this.#turns.stop()
  }

  #begin(one: FetchedFace): void {
    const { serving, copies, wall } = this.#options
    const zone = serving.served(one.name)
    const times = copies.times(one.name)
    const face: Face = {
      face: one,
      timers: zone && timersOf(zone),
      refreshed: times?.refreshed,
      expires: times?.expires ?? 0,
      failures: 0,
      failing: undefined,
      from: times?.from ?? '',
      isRunning: false,
      isAskedAgain: false,
      isExpired: false,
      isWhole: isElsewhere(times?.from ?? '', one.primary),
      there: undefined,
      newerSince: undefined,
      lastError: undefined,
      told: 0,
      waiting: [],
    }
    this.#faces.set(faceKey(one.name), face)
    // It expired while nobody served it.
    face.isExpired = zone === undefined && times !== undefined && times.expires < wall()
    if (face.timers === undefined || times === undefined) {
      if (face.timers !== undefined) {
        face.expires = wall() + face.timers.expire
        serving.expiresAt(one.name, face.expires)
        this.#expireIn(face, face.timers.expire)
      }
      this.#ask(face, false)
      return
    }
    const { refresh, expire } = face.timers
    // The other clock may have been set since, and a file is not believed beyond what the zone itself says.
    face.expires = Math.min(times.expires, wall() + expire)
    this.#expireIn(face, face.expires - wall())
    // What is not due is not asked for, however often the server starts. The times may be of a version that could not be kept.
    const isOther = face.isWhole || times.serial !== zone!.serial
    const wait = isOther ? 0 : Math.min(times.refreshed - wall(), 0) + jittered(refresh, this.#options.chance())
    this.#askIn(face, wait)
  }

  #goOn(known: Face, one: FetchedFace): void {
    this.#turns.remove(known)
    known.face = one
    known.isWhole ||= isElsewhere(known.from, one.primary)
    this.#ask(known, true)
  }

  #askIn(face: Face, wait: number): void {
    this.#clock.set(face.face.name, 'refresh', wait, () => this.#ask(face, false))
  }

  #ask(face: Face, isUrgent: boolean): void {
    // RFC 1996 §4.4: what is said meanwhile is looked at afterwards, once.
    if (face.isRunning) face.isAskedAgain = true
    else this.#turns.add(face.face.primary.name, face, isUrgent)
  }

  #expireIn(face: Face, wait: number): void {
    this.#clock.set(face.face.name, 'expire', wait, () => void this.#expire(face))
  }

  async #expire(face: Face): Promise<void> {
    face.isExpired = true
    this.#options.log.error(
      { ...about(face), lastError: face.lastError },
      'a zone has expired: its primary has not answered for too long, and its names get SERVFAIL until it does',
    )
    await this.#options.serving.replace(face.face.name, undefined, () => face.isExpired)
  }

  async #turn(face: Face): Promise<void> {
    if (face.isRunning) return
    face.isRunning = true
    face.isAskedAgain = false
    this.#clock.clear(face.face.name, 'refresh')
    const key = faceKey(face.face.name)
    await this.#going.get(key)
    const asked = face.face
    const turn = this.#tried(face)
    this.#going.set(key, turn)
    const failed = await turn
    if (this.#going.get(key) === turn) this.#going.delete(key)
    face.isRunning = false
    if (this.#faces.get(key) !== face) return
    if (face.face !== asked) {
      // Whoever was asked is not the primary any more.
      this.#ask(face, true)
      return
    }
    for (const resolve of face.waiting.splice(0)) resolve(failed)
    if (failed === undefined) this.#succeeded(face)
    else this.#failed(face, failed)
    if (face.isAskedAgain) this.#ask(face, true)
  }

  async #tried(face: Face): Promise<string | undefined> {
    try {
      return await this.#refresh(face)
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#options.log.error({ ...about(face), reason }, FAULT)
      return reason
    }
  }

  #succeeded(face: Face): void {
    face.failures = 0
    face.failing = undefined
    face.lastError = undefined
    face.told = 0
    this.#askIn(face, jittered(face.timers!.refresh, this.#options.chance()))
  }

  #failed(face: Face, reason: string): void {
    const { chance, wall, log } = this.#options
    face.failures++
    face.failing ??= wall()
    face.lastError = reason
    this.#askIn(face, jittered(retryIn(face.timers, face.failures), chance()))
    const spent = this.#spent(face)
    const level = spent >= 0.8 ? 2 : spent >= 0.5 ? 1 : 0
    if (face.failures > 1 && level <= face.told) return
    face.told = level
    const left = face.refreshed === undefined ? undefined : Math.round((face.expires - wall()) / 1000)
    const expires = face.isExpired || left === undefined ? {} : { expiresIn: left }
    log[level === 2 ? 'error' : 'warn'](
      { ...about(face), reason, ...expires },
      `${face.face.zone.replace(/\.$/, '')} in ${face.face.name.view}: ${reason}`,
    )
  }

  /** The part of its time that has gone by, from 0 to 1. */
  #spent({ refreshed, expires }: Face): number {
    if (refreshed === undefined) return 0
    return (this.#options.wall() - refreshed) / Math.max(expires - refreshed, 1)
  }

  /** Undefined where the face is the newest now; otherwise why not. */
  async #refresh(face: Face): Promise<string | undefined> {
    const reasons: string[] = []
    let isBehind = false
    const { face: wanted } = face
    for (const peer of this.#peersOf(face)) {
      const asked = await this.#refreshFrom(face, peer)
      if (asked === undefined) return undefined
      if (!this.#isWanted(face, wanted)) return CHANGED
      if (asked === 'behind') isBehind = true
      else reasons.push(asked)
    }
    // All that answer have an older version than we: it is theirs that is wrong, and ours is confirmed by nobody.
    const [there, here] = [face.there ?? 0, this.#served(face)?.serial ?? 0]
    if (isBehind && reasons.length === 0)
      return english.text(say('primary-behind', { primary: face.face.primary.name, there, here, zone: face.face.zone }))
    return reasons.join('; ')
  }

  #isWanted(face: Face, wanted: FetchedFace): boolean {
    return face.face === wanted && this.#faces.get(faceKey(wanted.name)) === face
  }

  #served({ face }: Face): Zone | undefined {
    return this.#options.serving.served(face.name)
  }

  /** The one that it came from first where it is pinned; those that take no connections last. */
  #peersOf(face: Face): readonly Peer[] {
    const { primary } = face.face
    const { wall, time, keyOf } = this.#options
    const all = primary.addresses.map((at) => ({
      name: primary.name,
      at,
      source: primary.source?.family === at.family ? primary.source : undefined,
      key: keyOf(primary),
    }))
    const pinned = all.filter((peer) => addressOf(peer) === face.from)
    if (primary.pin > 0 && pinned.length > 0 && wall() - (face.failing ?? wall()) < primary.pin) return pinned
    const isAway = (peer: Peer) => (this.#unreachable.get(addressOf(peer)) ?? 0) > time.now()
    const ordered = [...all.filter((peer) => !isAway(peer)), ...all.filter(isAway)]
    if (!primary.anySerial) return ordered
    // Serials of another address say nothing about ours.
    return [...ordered.filter((peer) => pinned.includes(peer)), ...ordered.filter((peer) => !pinned.includes(peer))]
  }

  async #refreshFrom(face: Face, peer: Peer): Promise<string | undefined | 'behind'> {
    const { key } = face.face.primary
    // What is asked unsigned is answered unsigned, by anybody.
    if (key !== undefined && peer.key === undefined) return english.text(say('peer-key-unusable', { key }))
    const ours = this.#served(face)
    if (ours === undefined || face.isWhole) return this.#fetch(face, peer, undefined)
    const soa = await this.#options.fetching.askSoa(face.face.name.origin, peer)
    if (soa.kind === 'failed') {
      if (soa.unreachable || face.face.primary.anySerial)
        return this.#couldNot(peer, soa.unreachable, english.text(soa.reason))
      // Some answer for a zone over TCP only, as Knot DNS does for a catalog.
      return this.#fetch(face, peer, face.face.primary.ixfr ? ours : undefined)
    }
    this.#unreachable.delete(addressOf(peer))
    face.there = soa.serial
    const isOther = face.face.primary.anySerial && addressOf(peer) !== face.from
    if (soa.serial === ours.serial && !isOther) return this.#confirm(face, ours, soa.expire)
    if (!face.face.primary.anySerial && !isNewerSerial(soa.serial, ours.serial)) {
      return 'behind'
    }
    face.newerSince ??= this.#options.wall()
    const { anySerial, ixfr } = face.face.primary
    return this.#fetch(face, peer, anySerial || !ixfr ? undefined : ours)
  }

  #couldNot(peer: Peer, isUnreachable: boolean, reason: string): string {
    if (isUnreachable) this.#unreachable.set(addressOf(peer), this.#options.time.now() + UNREACHABLE)
    return reason
  }

  async #fetch(face: Face, peer: Peer, from: Zone | undefined): Promise<string | undefined | 'behind'> {
    const { fetching, copies } = this.#options
    const { face: wanted } = face
    const { name, primary } = wanted
    const job = {
      apex: name.origin,
      peer,
      ours: from && { image: from.image, edition: from.edition },
      stays: this.#served(face)?.serial,
      limits: { records: primary.maxRecords, octets: primary.maxSize },
      zonemd: primary.zonemd,
    }
    const result = await fetching.fetch(job, { path: copies.pathOf(name), view: name.view })
    if (result.kind === 'failed') return this.#couldNot(peer, result.unreachable, english.text(result.reason))
    this.#unreachable.delete(addressOf(peer))
    if (result.kind === 'nothing-newer') {
      const ours = this.#served(face)
      if (ours !== undefined && result.serial === ours.serial) return this.#confirm(face, ours, result.expire)
      face.there = result.serial
      return 'behind'
    }
    return this.#publish(face, wanted, peer, result)
  }

  async #publish(
    face: Face,
    wanted: FetchedFace,
    peer: Peer,
    result: Extract<Result, { kind: 'zone' | 'changes' }>,
  ): Promise<string | undefined | 'behind'> {
    const { serving, log } = this.#options
    const { name } = wanted
    // What was asked of the one is not published as the other's.
    const isWanted = () => this.#isWanted(face, wanted)
    if (!isWanted()) return CHANGED
    const before = this.#served(face)
    if (result.kind === 'changes') {
      const outcome = await serving.change(name, result.changes)
      // The zone is not the one that the changes were made for, whatever the reason: have it whole.
      if (outcome.kind !== 'accepted') return this.#fetch(face, peer, undefined)
    } else if (!(await serving.replace(name, result.zone, isWanted))) return CHANGED
    const now = this.#served(face)!
    face.isWhole = false
    face.isExpired = false
    face.from = addressOf(peer)
    face.there = now.serial
    face.newerSince = undefined
    face.timers = timersOf(now)
    const { records, octets, leftOut } = result
    log.info(
      {
        ...about(face),
        from: addressOf(peer),
        by: result.kind === 'changes' ? 'IXFR' : 'AXFR',
        before: before?.serial,
        serial: now.serial,
        records,
        octets,
        ...(leftOut.outside + leftOut.unfit > 0 && { leftOut: { outside: leftOut.outside, unfit: leftOut.unfit } }),
        ...(result.kind === 'zone' && result.insteadOf && { insteadOfChanges: english.text(result.insteadOf) }),
      },
      'a zone has come from its primary',
    )
    if (result.kind === 'zone' && result.notKept)
      log.error({ ...about(face), reason: english.text(result.notKept) }, 'a zone of a primary is not kept')
    // RFC 7314 §4: after a transfer the time is what the option says.
    this.#lease(face, Math.min((result.expire ?? Number.POSITIVE_INFINITY) * 1000, face.timers.expire))
    return undefined
  }

  /** RFC 7314 §4: what is confirmed is served for as long again, and never shorter than before. */
  #confirm(face: Face, zone: Zone, expire: number | undefined): undefined {
    face.there = zone.serial
    face.newerSince = undefined
    face.timers = timersOf(zone)
    const left = face.expires - this.#options.wall()
    const told = Math.min((expire ?? Number.POSITIVE_INFINITY) * 1000, face.timers.expire)
    this.#lease(face, Math.max(left, told))
  }

  #lease(face: Face, wait: number): void {
    const { serving, copies, wall, log } = this.#options
    face.refreshed = wall()
    face.expires = face.refreshed + wait
    serving.expiresAt(face.face.name, face.expires)
    this.#expireIn(face, wait)
    const { refreshed, expires, from } = face
    try {
      copies.setTimes(face.face.name, { serial: this.#served(face)?.serial ?? 0, refreshed, expires, from })
    } catch (error) {
      log.error({ ...about(face), reason: String(error) }, 'a zone of a primary is not kept')
    }
  }
}

const CHANGED = 'the configuration has another primary for it now'
const FAULT = 'a transfer met a fault of ours: report it with this line'

function about({ face }: Face): { zone: string; view: string; primary: string } {
  return { zone: face.zone, view: face.name.view, primary: face.primary.name }
}

/** Wherever it is written. */
function isSamePrimary(one: PrimarySetting, other: PrimarySetting): boolean {
  return isDeepStrictEqual({ ...one, place: undefined }, { ...other, place: undefined })
}

/** What is served has come from an address that the primary does not have: serials and histories of another say nothing of its own. */
function isElsewhere(from: string, { addresses }: PrimarySetting): boolean {
  return from !== '' && !addresses.some((at) => addressOf({ at }) === from)
}

function addressOf({ at }: Pick<Peer, 'at'>): string {
  return `${at.address} ${at.port}`
}
