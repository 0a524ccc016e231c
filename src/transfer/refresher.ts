// Keeps the faces of primaries up to date. The refresher asks when a face is due or when somebody says that it changed, fetches newer
// versions, and stops serving a face that nobody has confirmed for too long (RFC 1034 §4.3.5, RFC 1996).

import type { Said } from '../dns/said.ts'
import { compareSerials } from '../dns/serial.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import { Clock } from '../store/clock.ts'
import { traceOf } from '../system/why.ts'
import type { PrimarySetting } from '../text/config/primaries.ts'
import { Attempts } from './attempts.ts'
import type { Copies } from './copies.ts'
import { EntryEnds } from './entry-ends.ts'
import { type FaceStatus, faceStatus } from './face-status.ts'
import { tellFailed } from './failed-log.ts'
import type { Fetching } from './fetching.ts'
import { about, type FetchedFace, type FollowedFace, followed, isElsewhere } from './followed-face.ts'
import { FreshFaces } from './fresh-faces.ts'
import { dueIn, isFirstTry, isSamePrimary } from './is-face.ts'
import { Leases } from './leases.ts'
import { NameTurns } from './name-turns.ts'
import { Order, type OrderOptions } from './order.ts'
import { say } from './says.ts'
import type { Log, Serving } from './serving.ts'
import { jittered, retryIn, timersOf } from './timers.ts'
import { Turns } from './turns.ts'

export type RefresherOptions = OrderOptions & {
  /** A random number from 0 to 1. */
  readonly chance: () => number
  readonly serving: Serving
  readonly fetching: Pick<Fetching, 'askSoa' | 'fetch'>
  readonly copies: Pick<
    Copies,
    'arrivalOf' | 'take' | 'secure' | 'forgo' | 'times' | 'setTimes' | 'ends' | 'addEnds' | 'setEnds'
  >
  readonly log: Log
}

export class Refresher {
  readonly #options: RefresherOptions
  readonly #clock: Clock
  readonly #turns: Turns<FollowedFace>
  readonly #order: Order
  readonly #leases: Leases
  readonly #ends: EntryEnds
  readonly #attempts: Attempts
  readonly #faces = new Map<string, FollowedFace>()
  /** New faces that are not begun yet. */
  readonly #fresh = new FreshFaces((key, face) => this.#begin(key, face))
  readonly #going = new NameTurns()

  constructor(options: RefresherOptions) {
    this.#options = options
    this.#clock = new Clock(options.time, (error) => options.log.error({ reason: String(error) }, FAULT))
    this.#turns = new Turns(options.time, (face) => this.#turn(face), isFirstTry)
    this.#order = new Order(options)
    this.#leases = new Leases({ ...options, clock: this.#clock, isFollowed: (face) => this.#isWanted(face, face.face) })
    this.#ends = new EntryEnds({ ...options, clock: this.#clock })
    this.#attempts = new Attempts({
      ...{ ...options, order: this.#order, leases: this.#leases, ends: this.#ends },
      isWanted: (face, wanted) => this.#isWanted(face, wanted),
    })
  }

  /** Follows these faces and no others. Asks for those that are due. */
  use(faces: readonly FetchedFace[]): void {
    for (const _ of this.using(faces));
  }

  /** The same, but yields where other work may have a turn. */
  *using(faces: readonly FetchedFace[]): Generator<void, void> {
    const wanted = new Map<string, FetchedFace>()
    for (const one of faces) {
      wanted.set(faceKey(one.name), one)
      yield
    }
    for (const [key, face] of this.#faces) {
      if (wanted.has(key)) continue
      yield
      this.#faces.delete(key)
      this.#turns.remove(face)
      this.#clock.clear(face.face.name, 'refresh')
      this.#clock.clear(face.face.name, 'expire')
      this.#ends.forget(face.face.name)
      for (const resolve of face.waiting.splice(0)) resolve(say('no-primary'))
    }
    this.#fresh.clear()
    for (const [key, one] of wanted) {
      yield
      const known = this.#faces.get(key)
      if (known === undefined) this.#fresh.add(key, one)
      else if (!isSamePrimary(known.face.primary, one.primary)) this.#goOn(known, one)
      if (known !== undefined) this.#leases.shown(known)
    }
    this.#fresh.beginSome()
  }

  /** Begins the face first, if it is not begun yet. */
  #face(name: FaceName): FollowedFace | undefined {
    const key = faceKey(name)
    this.#fresh.beginNow(key)
    return this.#faces.get(key)
  }

  /** Call it when a primary says that it has another version. `from`: its address. `serial`: the version's, if it says so. */
  notify(name: FaceName, from?: string, serial?: number): void {
    const face = this.#face(name)
    if (face === undefined) return
    face.toldBy = from
    face.promised = serial
    this.#ask(face, true)
  }

  /** Call it when a withheld copy is served again: it expires when it would have, and Janus asks its primary. */
  goesOn(name: FaceName): void {
    const face = this.#faces.get(faceKey(name))
    const zone = this.#options.serving.served(name)
    if (face === undefined || zone === undefined || face.timers !== undefined) return
    face.timers = timersOf(zone)
    this.#leases.begin(face, this.#options.copies.times(name))
    this.#leases.shown(face, true)
    this.#ask(face, true)
  }

  /** The primary of a face; undefined if it comes from none. */
  primaryOf(name: FaceName): PrimarySetting | undefined {
    return this.#face(name)?.face.primary
  }

  /** Resolves when the face has come whole, or with why it has not. */
  fetch(name: FaceName): Promise<Said | undefined> {
    const face = this.#face(name)
    if (face === undefined) return Promise.resolve(say('no-primary'))
    face.isWhole = true
    return new Promise((resolve) => {
      face.waiting.push(resolve)
      this.#ask(face, true)
    })
  }

  status(): readonly FaceStatus[] {
    const now = this.#options.wall()
    return [...this.#faces.values()].map((face) => {
      const lastError = this.#order.whyNobody(face.face.primary) ?? face.lastError
      const next = this.#clock.until(face.face.name, 'refresh')
      return faceStatus({ ...face, lastError }, now, this.#serial(face), next)
    })
  }

  stop(): void {
    this.#fresh.stop()
    this.#ends.stop()
    this.#clock.stop()
    this.#turns.stop()
  }

  #begin(key: string, one: FetchedFace): void {
    const { serving, copies, wall, chance } = this.#options
    const zone = serving.served(one.name)
    const times = copies.times(one.name)
    const face = followed(one, zone, times, wall())
    this.#faces.set(key, face)
    this.#leases.begin(face, times)
    this.#leases.shown(face, times?.isOld === true || times?.serial !== zone?.serial)
    this.#ends.begin(one.name)
    if (face.timers === undefined || times === undefined) {
      this.#ask(face, false)
      return
    }
    // Janus does not ask for a face before it is due, however often it starts. The times may belong to a version that it could not keep.
    const isOther = face.isWhole || times.isOld || times.serial !== zone!.serial
    this.#askIn(face, isOther ? 0 : Math.min(times.refreshed - wall(), 0) + jittered(face.timers.refresh, chance()))
  }

  #goOn(known: FollowedFace, one: FetchedFace): void {
    this.#turns.remove(known)
    known.face = one
    known.isWhole ||= isElsewhere(known.from, one.primary)
    this.#ask(known, true)
  }

  #askIn(face: FollowedFace, wait: number): void {
    this.#clock.set(face.face.name, 'refresh', wait, () => this.#ask(face, false))
  }

  #ask(face: FollowedFace, isUrgent: boolean): void {
    // RFC 1996 §4.4: a NOTIFY that comes meanwhile leads to one more look afterwards.
    if (face.isRunning) face.isAskedAgain = true
    else this.#turns.add(face.face.primary.name, face, isUrgent)
  }

  async #turn(face: FollowedFace): Promise<void> {
    if (face.isRunning) return
    face.isRunning = true
    face.isAskedAgain = false
    // Whoever asks for the whole zone while a turn asks for less waits for the next turn.
    const waiting = face.waiting.splice(0)
    this.#clock.clear(face.face.name, 'refresh')
    const key = faceKey(face.face.name)
    let asked = face.face
    const failed = await this.#going.take(key, async () => {
      asked = face.face
      return this.#isWanted(face, asked) ? this.#tried(face) : undefined
    })
    face.isRunning = false
    if (this.#faces.get(key) !== face) {
      for (const resolve of waiting) resolve(say('no-primary'))
      return
    }
    if (face.face !== asked) {
      // The server that was asked is not the primary any more.
      face.waiting.unshift(...waiting)
      this.#ask(face, true)
      return
    }
    for (const resolve of waiting) resolve(failed)
    if (failed === undefined) this.#succeeded(face)
    else this.#failed(face, failed)
    if (face.isAskedAgain) this.#ask(face, true)
    else face.promised = undefined
  }

  async #tried(face: FollowedFace): Promise<Said | undefined> {
    try {
      return await this.#refresh(face)
    } catch (error) {
      const reason = traceOf(error)
      this.#options.log.error({ ...about(face), reason }, FAULT)
      return say('fault', { reason })
    }
  }

  #succeeded(face: FollowedFace): void {
    face.failures = 0
    face.failing = undefined
    face.lastError = undefined
    face.told = 0
    face.toldBy = undefined
    this.#askIn(face, jittered(dueIn(face, face.timers!), this.#options.chance()))
  }

  #failed(face: FollowedFace, why: Said): void {
    const { chance, wall, log, serving } = this.#options
    face.failures++
    face.failing ??= wall()
    face.lastError = why
    this.#askIn(face, jittered(retryIn(face.timers, face.failures), chance()))
    tellFailed(log, face, { spent: this.#leases.spent(face), reason: serving.told(why), now: wall() })
  }

  /** Undefined if the face is now the newest; otherwise why not. */
  async #refresh(face: FollowedFace): Promise<Said | undefined> {
    const reasons: Said[] = []
    let isBehind = false
    const { face: wanted } = face
    for (const peer of this.#order.of(face)) {
      const asked = await this.#attempts.at(face, peer)
      if (asked === undefined) return undefined
      if (!this.#isWanted(face, wanted)) return say('primary-changed')
      if (asked === 'behind') isBehind = true
      else reasons.push(asked)
    }
    // All addresses that answer have an older version than ours: theirs are wrong, and nobody confirms ours.
    const [there, here] = [face.there ?? 0, this.#serial(face) ?? 0]
    if (isBehind && reasons.length === 0) {
      const code = compareSerials(there, here) === undefined ? 'primary-opposite' : 'primary-behind'
      return say(code, { primary: face.face.primary.name, there, here, zone: face.face.zone })
    }
    return reasons.reduce((first, then) => say('and-then', { first, then }))
  }

  #isWanted(face: FollowedFace, wanted: FetchedFace): boolean {
    return face.face === wanted && this.#faces.get(faceKey(wanted.name)) === face
  }

  #serial({ face }: FollowedFace): number | undefined {
    return this.#options.serving.served(face.name)?.serial
  }
}

const FAULT = 'a transfer failed because of a bug in Janus: report it with this line'
