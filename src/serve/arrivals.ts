// Checks zones that come from other servers, logs what is wrong with them, and keeps the findings for `janus transfers`, since nobody here
// can mend them. It finds before anybody is shown a zone whether that would tell of our inside or break zones of ours.

import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import { Aside, type Shared, shared } from '../store/aside.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { Generations } from '../store/generation/generations.ts'
import { inEnglish } from '../supply/english.ts'
import { inSlices, type Sliced } from '../supply/slices.ts'
import { thisMoment } from '../system/clocks.ts'
import { whyOf } from '../system/why.ts'
import type { Settings } from '../text/config/settings.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Zone } from '../zone/zone.ts'
import { faceWith, placeIn } from './face-places.ts'
import { type Measure, measureOf } from './measure.ts'
import type { LeakScene } from './new-leaks.ts'
import { OneByOne } from './one-by-one.ts'
import { piecesOf, SharedViews, type ViewChange } from './shared-views.ts'

export type ArrivalJob =
  /** The thread learns a part of a view. */
  { readonly kind: 'learn'; readonly change: ViewChange } | Look

export type Look = {
  /** `before` it is served: why it must not be. `served`: what is wrong with it. */
  readonly kind: 'before' | 'served'
  readonly zone: Shared
  /** The version of the zone that is served. */
  readonly served: Shared | undefined
  readonly settings: LeakScene['settings']
  /** What has changed in the views that the look needs: the zone's own, and where that is public all that are not. */
  readonly views: readonly ViewChange[]
  readonly view: number
  readonly member: number
  /** For `before`: by member of the view, 1 where another server maintains the zone. */
  readonly foreign: Uint8Array
}

/** `kinds`: how many findings there are, by rule. `problems`: some of each. `took`: milliseconds of a processor. */
export type ArrivalResult = {
  readonly took: number
  readonly kinds: Readonly<Record<string, number>>
  readonly problems: readonly Problem[]
}

/** What was found in one zone, and how that is served. */
type Looked = ArrivalResult & {
  readonly zone: Zone
  readonly rules: object
  readonly at: number
}

export type ArrivalsOptions = {
  readonly generations: Generations
  readonly log: Pick<Logger, 'warn' | 'error'>
}

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './arrival-thread.ts' : './arrival-thread.js', import.meta.url)

/** Milliseconds: a zone that changes all the time is looked at as often at the most, and for no more than a tenth of the time. */
const SPACING = 1_000
const SHARE = 10
/** After so many milliseconds the main thread lets others have their turn. */
const SLICE = 4
/** Milliseconds after which the thread, which holds images, goes. The next one is told of every zone: the more, the longer it stays. */
const IDLE = 1_000
const IDLE_FOR_EACH = 1
/** Findings that are held of all zones together; of more only their numbers are. */
const MOST_HELD = 20_000

export class Arrivals {
  readonly #options: ArrivalsOptions
  /** By faceKey(). */
  readonly #looked = new Map<string, Looked>()
  /** Faces that may have changed since they were looked at. By faceKey(). */
  readonly #changed = new Map<string, FaceName>()
  /** The names of all faces, until #look() has taken them; there may be tens of thousands. */
  #names: readonly FaceName[] | undefined
  #thread: Thread | undefined
  readonly #turns = new OneByOne()
  #idle = IDLE
  /** Questions to the thread that are under way. */
  #asked = 0
  #held = 0
  #isLooking = false
  #isStopped = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: ArrivalsOptions) {
    this.#options = options
  }

  /** The measure by which harmIn() judges now. */
  get measure(): Measure {
    return measureOf(this.#options.generations.current)
  }

  /** Finds what a zone that comes whole would tell of our inside or break of ours. */
  async harmIn(name: FaceName, zone: Zone): Promise<readonly Problem[]> {
    const at = fetchedAt(this.#candidate, name)
    if (at === undefined || !mayHarm(this.#candidate, at)) return []
    const { problems } = await this.#ask('before', name, zone)
    return problems
  }

  /** Finds what a zone that is served tells of our inside, for a candidate that would show it to everybody for the first time. */
  async leaksOf(candidate: Candidate, name: FaceName, zone: Zone): Promise<readonly Problem[]> {
    const { problems } = await this.#ask('before', name, zone, candidate)
    return problems
  }

  /** The findings of a face; undefined until it has been looked at. */
  of(name: FaceName): ArrivalResult | undefined {
    return this.#looked.get(faceKey(name))
  }

  /** Takes the names of all faces, and looks at them again. */
  use(names: readonly FaceName[]): void {
    this.#names = names
    this.changed([])
  }

  /** Looks at these faces again: another zone may be served, or by other settings. */
  changed(names: readonly FaceName[]): void {
    for (const name of names) this.#changed.set(faceKey(name), name)
    if (this.#isLooking || this.#isStopped || !this.#hasChanged) return
    this.#isLooking = true
    clearTimeout(this.#timer)
    this.#look()
      .catch((error) => this.#options.log.error({ reason: whyOf(error) }, 'zones from primaries cannot be checked'))
      .finally(() => {
        this.#isLooking = false
      })
  }

  stop(): void {
    this.#isStopped = true
    this.#rest()
  }

  get #hasChanged(): boolean {
    return this.#names !== undefined || this.#changed.size > 0
  }

  get #candidate(): Candidate {
    return this.#options.generations.current.candidate
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#thread?.aside.close()
    this.#thread = undefined
  }

  /** Marks all faces as changed, and forgets those that are not there any more. */
  *#takeNames(names: readonly FaceName[]): Sliced<void> {
    const all = new Set<string>()
    for (const name of names) {
      const key = faceKey(name)
      all.add(key)
      this.#changed.set(key, name)
      yield
    }
    for (const key of this.#looked.keys()) if (!all.has(key)) this.#forget(key)
  }

  /** Looks at all changed faces that are due, and sets the timer for the others. */
  async #look(): Promise<void> {
    for (let names = this.#names; names !== undefined; names = this.#names) {
      this.#names = undefined
      await inSlices(this.#takeNames(names))
    }
    if (this.#isStopped) return
    let wait = this.#idle
    let begun = performance.now()
    for (const [key, name] of this.#changed) {
      // There may be tens of thousands, and others are served by this thread.
      if (performance.now() - begun > SLICE) {
        await setImmediate()
        begun = performance.now()
      }
      const place = fetchedAt(this.#candidate, name)
      const due = place?.served === undefined ? Number.POSITIVE_INFINITY : this.#dueIn(key, place.served)
      if (due > 0 && due !== Number.POSITIVE_INFINITY) {
        wait = Math.min(wait, due)
        continue
      }
      // A face that changes meanwhile goes to the end.
      this.#changed.delete(key)
      if (due <= 0) await this.#lookAt(key, place!)
      if (this.#isStopped) return
    }
    if (this.#names !== undefined) await this.#look()
    else this.#wait(wait)
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (this.#hasChanged) this.changed([])
      else if (this.#asked > 0) this.#wait(this.#idle)
      else this.#rest()
    }, milliseconds).unref()
  }

  /** Milliseconds until the face is looked at; infinite where nothing has changed. */
  #dueIn(key: string, served: Zone): number {
    const looked = this.#looked.get(key)
    if (looked === undefined) return 0
    if (looked.zone === served && looked.rules === this.#candidate.settings.rules) return Number.POSITIVE_INFINITY
    return looked.at + Math.max(SPACING, looked.took * SHARE) - thisMoment().steady
  }

  async #lookAt(key: string, place: Place): Promise<void> {
    const { rules } = this.#candidate.settings
    const zone = place.served!
    const before = this.#looked.get(key)
    const found = await this.#ask('served', { view: place.view, origin: zone.apex }, zone)
    this.#held -= before?.problems.length ?? 0
    const problems = this.#held + found.problems.length > MOST_HELD ? [] : found.problems
    this.#held += problems.length
    this.#looked.set(key, { ...found, problems, zone, rules, at: thisMoment().steady })
    this.#tell(place, zone, found, before)
  }

  #forget(key: string): void {
    this.#held -= this.#looked.get(key)!.problems.length
    this.#looked.delete(key)
  }

  /** Logs the findings, unless each rule among them was logged before. */
  #tell({ name, view, primary }: Place, { serial }: Zone, { kinds, problems }: ArrivalResult, before?: Looked): void {
    if (Object.keys(kinds).every((rule) => before?.kinds[rule] !== undefined)) return
    const first = inEnglish(problems.slice(0, MOST_TOLD)).map(({ message, rule }) => `${message} [${rule}]`)
    this.#options.log.warn(
      { zone: name, view, primary, serial, findings: kinds, first },
      'a zone from a primary has faults, and is served all the same: tell its administrator; "janus transfers ZONE" shows them',
    )
  }

  /**
   * Asks the thread, one question after the other. It looks at the zone among those served when its turn comes, or among a candidate's. A new
   * version of a served zone comes first: somebody may have told of it, and tens of thousands may come for the first time.
   */
  #ask(kind: Look['kind'], name: FaceName, zone: Zone, among?: Candidate): Promise<ArrivalResult> {
    this.#asked++
    const isHurried = kind === 'before' && among === undefined && fetchedAt(this.#candidate, name)?.served !== undefined
    return this.#turns
      .add(isHurried, () => this.#askNow(kind, name, zone, among))
      .finally(() => {
        this.#asked--
      })
  }

  async #askNow(kind: Look['kind'], name: FaceName, zone: Zone, among?: Candidate): Promise<ArrivalResult> {
    const candidate = among ?? this.#candidate
    const { settings, loaded } = candidate
    const place = fetchedAt(candidate, name)
    if (this.#isStopped) throw new Error('the server stops')
    // The face has gone meanwhile.
    if (place === undefined) return NOTHING_FOUND
    const { aside, views } = this.#open(loaded)
    const own = settings.views[place.index]!
    try {
      const beside: ViewChange[] = []
      for (const [i, one] of settings.views.entries()) {
        if (i !== place.index && !(own.public && !one.public)) continue
        const change = views.change(one.name, loaded.views[i]!.zones)
        const pieces = [...piecesOf(change)]
        beside.push(pieces.pop() ?? change)
        for (const piece of pieces) await aside.ask({ kind: 'learn', change: piece })
      }
      return await aside.ask({
        kind,
        zone: shared(zone),
        // To a candidate, everything is news that only few were shown; what such a zone breaks, it has broken all along.
        served: among === undefined && place.served ? shared(place.served) : undefined,
        settings: {
          views: settings.views.map(({ name, public: isPublic }) => ({ name, public: isPublic })),
          inside: settings.inside,
          allowedLeaks: settings.allowedLeaks,
          rules: settings.rules,
        },
        views: beside,
        view: place.index,
        member: place.member,
        foreign: kind === 'before' && among === undefined ? foreignIn(settings, place.index) : NOT_ASKED,
      })
    } catch (error) {
      // The next thread has to learn the views anew.
      if (this.#thread?.aside === aside) this.#thread = undefined
      throw error
    }
  }

  #open({ views }: Candidate['loaded']): Thread {
    const members = views.reduce((sum, { zones }) => sum + zones.size, 0)
    this.#idle = IDLE + members * IDLE_FOR_EACH
    if (this.#thread === undefined) {
      this.#thread = { aside: new Aside(THREAD), views: new SharedViews() }
      this.#wait(this.#idle)
    }
    return this.#thread
  }
}

type Thread = { readonly aside: Aside<ArrivalJob, ArrivalResult>; readonly views: SharedViews }

const NOTHING_FOUND: ArrivalResult = { took: 0, kinds: {}, problems: [] }

/** Findings that the log quotes. */
const MOST_TOLD = 5

/** A face that comes from a primary, where it is served. */
type Place = {
  readonly name: string
  readonly view: string
  readonly primary: string
  /** Index of the view in the settings, and of the face among the view's members. */
  readonly index: number
  readonly member: number
  readonly served: Zone | undefined
}

/** Undefined where there is no such face, or it does not come from a primary. */
function fetchedAt(candidate: Candidate, wanted: FaceName): Place | undefined {
  const at = placeIn(candidate, wanted)
  if (at === undefined) return undefined
  const { face, name, served } = faceWith(candidate, at)
  if (face.source.kind !== 'primary') return undefined
  return { name, view: wanted.view, primary: face.source.primary, index: at.view, member: at.member, served }
}

/** A first version does no harm where its view is not public and no zone of the view lies below it: most zones are so. */
function mayHarm({ settings, loaded }: Candidate, { index, member, served }: Place): boolean {
  const { zones } = loaded.views[index]!
  return settings.views[index]!.public || served !== undefined || zones.below(zones.member(member)!.apex).length > 0
}

const NOT_ASKED = new Uint8Array()

/** By member of the view: 1 where another server maintains the zone. */
function foreignIn({ zones }: Settings, view: number): Uint8Array {
  const byView = foreign.get(zones) ?? []
  foreign.set(zones, byView)
  byView[view] ??= Uint8Array.from(
    zones.flatMap(({ faces }) => faces.filter((face) => face.view === view)),
    ({ source }) => (source.kind === 'primary' ? 1 : 0),
  )
  return byView[view]
}

const foreign = new WeakMap<Settings['zones'], Uint8Array[]>()
