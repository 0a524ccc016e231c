// Finds what is wrong with zones that come from other servers, tells it, and keeps it for who asks, since nobody here can mend them. What
// would tell of our inside, or break zones of ours, it finds before anybody sees it.

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
  /** Part of a view. */
  { readonly kind: 'learn'; readonly change: ViewChange } | Look

export type Look = {
  /** `before` it is served: why it must not be. `served`: what is wrong with it. */
  readonly kind: 'before' | 'served'
  readonly zone: Shared
  /** What is served of it. */
  readonly served: Shared | undefined
  readonly settings: LeakScene['settings']
  /** All that have a word in it. */
  readonly views: readonly ViewChange[]
  readonly view: number
  readonly member: number
  /** Before: by member, whether it is another server's. */
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
/** Milliseconds until others have their turn. */
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
  /** Those that may be others than were looked at. By faceKey(). */
  readonly #changed = new Map<string, FaceName>()
  /** All that there are, where that is news: there may be tens of thousands. */
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

  /** By which harmIn() judges now. */
  get measure(): Measure {
    return measureOf(this.#options.generations.current)
  }

  /** What would be told of our inside by a zone that comes whole, or broken of ours. */
  async harmIn(name: FaceName, zone: Zone): Promise<readonly Problem[]> {
    const at = fetchedAt(this.#candidate, name)
    if (at === undefined || !mayHarm(this.#candidate, at)) return []
    const { problems } = await this.#ask('before', name, zone)
    return problems
  }

  /** What is told of our inside by a zone that is served, where the candidate shows it to all as a first version. */
  async leaksOf(candidate: Candidate, name: FaceName, zone: Zone): Promise<readonly Problem[]> {
    const { problems } = await this.#ask('before', name, zone, candidate)
    return problems
  }

  /** Of a face; undefined where nobody has looked yet. */
  of(name: FaceName): ArrivalResult | undefined {
    return this.#looked.get(faceKey(name))
  }

  /** The faces that there are. */
  use(names: readonly FaceName[]): void {
    this.#names = names
    this.changed([])
  }

  /** Of these something else may be served, or in another way. */
  changed(names: readonly FaceName[]): void {
    for (const name of names) this.#changed.set(faceKey(name), name)
    if (this.#isLooking || this.#isStopped || !this.#hasChanged) return
    this.#isLooking = true
    clearTimeout(this.#timer)
    this.#look()
      .catch((error) => this.#options.log.error({ reason: whyOf(error) }, 'zones that have come are not checked'))
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

  /** All may be served in another way, and what is no face any more is forgotten. */
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

  /** Until there is nothing to look at by now. */
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
      // What comes meanwhile is behind the others.
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

  /** Milliseconds; infinite where it is as it was. */
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

  /** Once for as long as it is of the same kinds. */
  #tell({ name, view, primary }: Place, { serial }: Zone, { kinds, problems }: ArrivalResult, before?: Looked): void {
    if (Object.keys(kinds).every((rule) => before?.kinds[rule] !== undefined)) return
    const first = inEnglish(problems.slice(0, MOST_TOLD)).map(({ message, rule }) => `${message} [${rule}]`)
    this.#options.log.warn(
      { zone: name, view, primary, serial, findings: kinds, first },
      'a zone of a primary has faults, and is served all the same: tell who makes it; "janus transfers ZONE" shows them',
    )
  }

  /**
   * One after the other: each is looked at among the zones that there are when its turn has come, or those of a candidate. A new version of
   * what is served comes first: somebody may have told of it, and tens of thousands may come for the first time.
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
    // It is no face any more.
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
        // What few were shown is news to all others; what it breaks it has broken all along.
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
      // Another thread knows nothing of what this one was told.
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
  /** Of the view among the settings', and of the face in the view. */
  readonly index: number
  readonly member: number
  readonly served: Zone | undefined
}

/** Undefined where there is no such face, or it is no primary's. */
function fetchedAt(candidate: Candidate, wanted: FaceName): Place | undefined {
  const at = placeIn(candidate, wanted)
  if (at === undefined) return undefined
  const { face, name, served } = faceWith(candidate, at)
  if (face.source.kind !== 'primary') return undefined
  return { name, view: wanted.view, primary: face.source.primary, index: at.view, member: at.member, served }
}

/** Most zones lie above none of ours, and are shown to no strangers. */
function mayHarm({ settings, loaded }: Candidate, { index, member, served }: Place): boolean {
  const { zones } = loaded.views[index]!
  return settings.views[index]!.public || served !== undefined || zones.below(zones.member(member)!.apex).length > 0
}

const NOT_ASKED = new Uint8Array()

/** By member of the view, whether it is another server's. */
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
