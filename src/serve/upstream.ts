// The primaries of a running server: it fetches their zones, keeps them, refreshes them, and gives them up when they expire.

import { setImmediate } from 'node:timers/promises'
import type { Said } from '../dns/said.ts'
import { keysSays } from '../keys/says.ts'
import type { FaceName, Refused, Replacing } from '../store/change.ts'
import { steadyTime } from '../store/clock.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { RefusedFace } from '../store/generation/report.ts'
import { englishWith } from '../supply/english.ts'
import { atOnce, inSlices, type Sliced } from '../supply/slices.ts'
import { thisMoment } from '../system/clocks.ts'
import { traceOf } from '../system/why.ts'
import type { Speaker } from '../text/findings/wording.ts'
import { zonefileSays } from '../text/zonefile/says.ts'
import type { FaceStatus } from '../transfer/face-status.ts'
import { Fetching } from '../transfer/fetching.ts'
import type { FetchedFace as RefreshedFace } from '../transfer/followed-face.ts'
import { Refresher } from '../transfer/refresher.ts'
import { say as sayOfTransfer, transferSays } from '../transfer/says.ts'
import { whyNot } from '../transfer/why-not.ts'
import type { Zone } from '../zone/zone.ts'
import { type ArrivalResult, Arrivals } from './arrivals.ts'
import type { ConsumedCatalogs } from './consumed-catalogs.ts'
import type { FetchedFace } from './desk/notified.ts'
import { measureWord, sameMeasure } from './measure.ts'
import { tellingFaces } from './newly-public.ts'
import type { Part } from './part.ts'
import type { BeforeSockets } from './part-table.ts'
import { withPutBack } from './withheld.ts'

export class Upstream implements Part {
  readonly #base: BeforeSockets
  readonly #fetching: Fetching
  readonly #arrivals: Arrivals
  readonly #refresher: Refresher
  #isDue = false
  #isUsing = false
  #isStopped = false

  constructor(base: BeforeSockets) {
    this.#base = base
    const { store, keys, log, generations } = base
    this.#fetching = new Fetching(undefined, keys.noteAnswer)
    this.#arrivals = new Arrivals({ generations, log })
    this.#refresher = new Refresher({
      time: steadyTime,
      wall: () => thisMoment().wall,
      chance: Math.random,
      serving: {
        served: (name) => this.#served(name),
        replace: (name, zone, replacing) =>
          this.#catalogsWith(name)?.replace(name, zone, replacing) ?? this.#replace(name, zone, replacing),
        change: (face, changes, isWanted) =>
          this.#catalogsWith(face)?.change(face, changes, isWanted) ?? store.accept({ face, changes, isWanted }),
        end: (face, changes) => store.accept({ face, changes, anySerial: true }),
        told,
        expiresAt: (name, until) => base.early.copies?.expiry(name).set(until / 1000),
        shownBy: ({ view }) => {
          const { settings } = generations.current.candidate
          const index = settings.views.findIndex((one) => one.name === view && one.public)
          return index < 0 ? undefined : measureWord(settings, index)
        },
      },
      fetching: this.#fetching,
      keyOf: ({ key }) => (key === undefined ? undefined : keys.signingKey(key)),
      copies: base.early.copies?.files ?? NOWHERE,
      log: {
        info: (about, text) => log.info(about, text),
        warn: (about, text) => log.warn(about, text),
        error: (about, text) => log.error(about, text),
      },
    })
  }

  start(): void {
    this.#use()
  }

  switched(): void {
    this.#use()
    this.#followWithheld()
  }

  edited(view: string, origin: Uint8Array): void {
    if (this.#base.withheld.of({ view, origin }) !== undefined) this.#followWithheld()
    if (this.#refresher.primaryOf({ view, origin }) !== undefined) this.#arrivals.changed([{ view, origin }])
  }

  readonly notify = (view: string, origin: Uint8Array, from: string, serial: number | undefined): void =>
    this.#refresher.notify({ view, origin }, from, serial)

  /** The faces of a zone that come from primaries, in all views. */
  readonly facesOf = (origin: Uint8Array): readonly FetchedFace[] =>
    this.#base.generations.current.candidate.settings.views.flatMap(({ name: view }) => {
      const primary = this.#refresher.primaryOf({ view, origin })
      return primary === undefined
        ? []
        : [{ view, primary, isHidden: this.#catalogsWith({ view, origin }) !== undefined }]
    })

  /** Resolves when the face has come whole, or with why it has not. */
  fetch(name: FaceName): Promise<Said | undefined> {
    return this.#refresher.fetch(name)
  }

  /** Serial of the zone that is served; undefined where none is. */
  serialOf(name: FaceName): number | undefined {
    return this.#served(name)?.serial
  }

  get status(): readonly FaceStatus[] {
    return this.#refresher.status().map((one) => {
      const withheld = this.#base.withheld.of(one.name)
      const primary = withheld && this.#refresher.primaryOf(one.name)
      if (primary === undefined || one.serial !== undefined) return one
      const first = whyNot({ kind: 'findings', findings: withheld!.findings }, primary, false)
      const then = one.lastError
      return {
        ...one,
        lastError: then === undefined || then.code === first.code ? first : sayOfTransfer('and-then', { first, then }),
      }
    })
  }

  /** Faces of which a start found a copy that it withholds. */
  get withheld(): readonly FaceName[] {
    return this.#base.withheld.all.map(({ name }) => name)
  }

  /** The findings of the face; undefined until it has been looked at. */
  faultsOf(name: FaceName): ArrivalResult | undefined {
    return this.#arrivals.of(name)
  }

  /** Faces that the candidate would show to everybody for the first time, and that tell of our inside. */
  telling(candidate: Candidate, running: Candidate): Promise<readonly RefusedFace[]> {
    const look = (name: FaceName, zone: Zone) => this.#arrivals.leaksOf(candidate, name, zone)
    return tellingFaces(candidate, running, look)
  }

  /** Gives the candidate with those copies, withheld at the start, that it may show. */
  putBack(candidate: Candidate): Promise<Candidate> {
    const look = (among: Candidate, name: FaceName, zone: Zone) => this.#arrivals.leaksOf(among, name, zone)
    return withPutBack(candidate, this.#base.withheld, look)
  }

  stop(): void {
    this.#isStopped = true
    this.#refresher.stop()
    this.#arrivals.stop()
    this.#fetching.close()
  }

  /** Forgets the withheld copies of faces that are served by now, or that are gone. */
  #followWithheld(): void {
    const { withheld, house } = this.#base
    for (const { name } of withheld.all) {
      const isServed = house.faceAt(name) !== undefined
      if (!isServed && house.hasFace(name)) continue
      withheld.delete(name)
      if (isServed) this.#refresher.goesOn(name)
    }
  }

  #use(): void {
    this.#isDue = true
    if (this.#isUsing) return
    if (this.#base.generations.current.candidate.settings.zones.length > AT_ONCE) void this.#useSoon()
    else atOnce(this.#using(true))
  }

  /**
   * Goes through the faces while others have turns. If the faces change meanwhile, it begins anew; every second run goes on to the end,
   * so that one gets there.
   */
  async #useSoon(): Promise<void> {
    this.#isUsing = true
    try {
      for (let isDone = true; this.#isDue && !this.#isStopped; ) {
        await setImmediate()
        isDone = await inSlices(this.#using(!isDone))
      }
    } catch (error) {
      this.#base.log.error(
        { reason: traceOf(error) },
        'following zones from primaries failed because of a bug in Janus: report it with this line',
      )
    } finally {
      this.#isUsing = false
    }
  }

  /** One run; false where the faces changed before its end. `isLong`: go on to the end even then. */
  *#using(isLong: boolean): Sliced<boolean> {
    this.#isDue = false
    const faces = yield* this.#faces()
    for (const _ of this.#refresher.using(faces)) {
      if ((this.#isDue && !isLong) || this.#isStopped) return false
      yield
    }
    this.#arrivals.use(faces.map(({ name }) => name))
    return true
  }

  /** Replaces the zone unless it would tell of our inside or break zones of ours, be it the first version. */
  async #replace(name: FaceName, zone: Zone | undefined, replacing: Replacing): Promise<Refused | undefined> {
    const { store } = this.#base
    if (zone === undefined) return store.replace(name, zone, replacing)
    for (;;) {
      const by = this.#arrivals.measure
      const findings = await this.#arrivals.harmIn(name, zone)
      if (findings.length > 0) return { kind: 'findings', findings }
      // While it waits for the disk, a reload may show its view to others.
      let isOutdated = false
      const isWanted = () => {
        if (replacing.isWanted?.() === false) return false
        isOutdated = !sameMeasure(by, this.#arrivals.measure)
        return !isOutdated
      }
      const refused = await store.replace(name, zone, { ...replacing, isWanted })
      if (!isOutdated) return refused
    }
  }

  #served(name: FaceName): Zone | undefined {
    const catalogs = this.#catalogsWith(name)
    return catalogs ? catalogs.served(name) : this.#base.house.faceAt(name)?.served
  }

  /** The followed catalogs, if the face is one of them. */
  #catalogsWith(name: FaceName): ConsumedCatalogs | undefined {
    const consumed = this.#base.early.catalogs?.consumed
    return consumed?.has(name) ? consumed : undefined
  }

  *#faces(): Sliced<readonly RefreshedFace[]> {
    const { latest, current } = this.#base.generations
    const primaries = new Map(
      [...current.candidate.settings.primaries, ...latest.primaries].map((one) => [one.name, one]),
    )
    // Catalogs first, then the zones that they list.
    const all: RefreshedFace[] = [...(this.#base.early.catalogs?.consumed.faces() ?? [])]
    for (const { name: zone, origin, faces } of current.candidate.settings.zones) {
      for (const { source, viewName: view } of faces) {
        const primary = source.kind === 'primary' ? primaries.get(source.primary) : undefined
        if (primary !== undefined) all.push({ name: { view, origin }, zone, primary })
      }
      yield
    }
    return all
  }
}

let english: Speaker | undefined

/** The sentence in English. Its texts are put together when a primary first fails: most never do. */
function told(why: Said): string {
  english ??= englishWith({ ...keysSays, ...transferSays, ...zonefileSays })
  return english.text(why)
}

/** Zones whose faces are followed in one piece. */
const AT_ONCE = 1000

const NOWHERE = {
  arrivalOf: () => '/dev/null/primaries',
  take: async () => {},
  secure: async () => {},
  forgo: async () => {},
  times: () => undefined,
  setTimes: async () => {},
  ends: () => undefined,
  addEnds: () => {},
  setEnds: () => {},
}
