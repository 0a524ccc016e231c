// An update, a transfer or the end of a lease may leave another zone or face with a name that leads nowhere. A reload would find that; this
// finds it in what the server serves, by the same rules, soon after it has come about. It refuses nothing; it logs and shows what it finds.
//
//   edited -> a little later, all that has changed meanwhile and all that asked about it -> a thread -> told -> a rest

import type { Logger } from 'pino'
import { Aside } from '../store/aside.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import { steadyTime, type Time } from '../store/clock.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { Generations } from '../store/generation/generations.ts'
import { inEnglish } from '../supply/english.ts'
import type { LoadedFace } from '../supply/load.ts'
import { inSlices, mapped, type Sliced } from '../supply/slices.ts'
import { whyOf } from '../system/why.ts'
import type { Settings } from '../text/config/settings.ts'
import { isMade } from '../text/config/sources.ts'
import type { Consulted } from '../zone/consulted-zones.ts'
import type { Part } from './part.ts'
import { piecesOf, SharedViews, type ViewChange } from './shared-views.ts'
import {
  type At,
  facesBy,
  isOther,
  type Looked,
  problemsAt,
  type Scene,
  type SceneSettings,
  type StandingProblem,
  sceneOf,
  sceneSettings,
} from './standing-scene.ts'

export type StandingJob =
  /** The thread learns a part of a view, as it is served or as its sources have it (Scene). */
  | { readonly kind: 'learn'; readonly side: keyof Scene; readonly change: ViewChange }
  | {
      readonly kind: 'look'
      readonly settings: SceneSettings
      /** How many zones each view has. */
      readonly members: readonly number[]
      readonly wanted: readonly At[]
    }

type Known = {
  readonly zone: string
  readonly view: string
  readonly found: readonly StandingProblem[]
}

/** `took`: milliseconds of a processor. */
export type StandingResult = { readonly looked: readonly Looked[]; readonly took: number }

export type StandingOptions = {
  readonly generations: Generations
  readonly log: Pick<Logger, 'warn' | 'error'>
  readonly time?: Time
}

/** Milliseconds in which changes gather, and the shortest rest after a look. */
const GATHER = 100
const REST = 1000
/** For each millisecond of work so many of rest, as answers come first; and the longest rest. */
const REST_FOR_WORK = 20
const LONGEST_REST = 15_000
/** Faces that the thread looks at for one message; between two of these the main thread does other work. */
const LOT = 200
/** The main thread goes through all members of the views for each look: so many in a millisecond, roughly. */
const MEMBERS_A_MS = 1000
/** The most milliseconds until a look that met an error is tried again. It begins with REST, and doubles that each time. */
const LAST_RETRY = 60_000
/** Milliseconds after which the thread, which holds images, goes. */
const IDLE = 1_000
/** Findings of one face that are held. */
const MOST_HELD = 200
/** Findings that the log quotes. */
const MOST_TOLD = 5

const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './standing-thread.ts' : './standing-thread.js',
  import.meta.url,
)

export class Standing implements Part {
  readonly #options: StandingOptions
  readonly #time: Time
  /** Faces that may have changed since they were looked at. By faceKey(). */
  #changed = new Map<string, FaceName>()
  /** Whether all faces count as changed of which something else is served than their sources give. */
  #isAll = false
  /** By faceKey(). */
  readonly #looked = new Map<string, Known>()
  /** The zones at which the rules looked for a face, by view and by the face's place: a view may have ten thousand. */
  readonly #asked = new Map<string, Map<number, Consulted>>()
  /** Names of the views of which every face has been looked at. */
  readonly #views = new Set<string>()
  /** Rules whose findings were told last. By faceKey(). */
  readonly #told = new Map<string, ReadonlySet<string>>()
  #thread: Thread | undefined
  #isGoing = false
  #isLooking = false
  #isStopped = false
  #stopWaiting: (() => void) | undefined
  /** Until the next try; undefined where the last one met no error. */
  #retry: number | undefined

  constructor(options: StandingOptions) {
    this.#options = options
    this.#time = options.time ?? steadyTime
  }

  start(): void {
    this.switched()
  }

  /** Looks at all faces that serve something else than files have, and at made faces: the reload has judged only what files have. */
  switched(): void {
    const { faces } = this.#candidate.loaded
    this.#looked.clear()
    this.#asked.clear()
    this.#views.clear()
    this.#changed.clear()
    // Their names are found out later: there may be tens of thousands.
    this.#isAll = faces.some(isOther)
    if (this.#isAll) this.#begin()
  }

  edited(view: string, origin: Uint8Array): void {
    this.#note({ view, origin })
    this.#begin()
  }

  /** Findings of the face as it is served, beyond those of its sources. */
  of(name: FaceName): readonly StandingProblem[] {
    return this.#looked.get(faceKey(name))?.found ?? NOTHING
  }

  /** The faces with findings. */
  *all(): Generator<Known> {
    for (const { zone, view, found } of this.#looked.values()) if (found.length > 0) yield { zone, view, found }
  }

  /** Whether something is served that has not been looked at yet. */
  get isBehind(): boolean {
    return this.#isLooking || this.#hasChanged
  }

  get #hasChanged(): boolean {
    return this.#isAll || this.#changed.size > 0
  }

  stop(): void {
    this.#isStopped = true
    this.#stopWaiting?.()
    this.#closeThread()
  }

  get #candidate(): Candidate {
    return this.#options.generations.current.candidate
  }

  #note(name: FaceName): void {
    this.#changed.set(faceKey(name), name)
  }

  #begin(): void {
    if (this.#isGoing || this.#isStopped) return
    this.#isGoing = true
    this.#wait(GATHER, () => void this.#takeTurn())
  }

  #wait(milliseconds: number, then: () => void): void {
    this.#stopWaiting?.()
    this.#stopWaiting = this.#time.wait(milliseconds, then)
  }

  async #takeTurn(): Promise<void> {
    this.#isLooking = true
    let took = 0
    const [changed, isAll] = [this.#changed, this.#isAll]
    this.#changed = new Map()
    this.#isAll = false
    try {
      took = await this.#look([...changed.values()], isAll)
      this.#retry = undefined
    } catch (error) {
      this.#closeThread()
      // There may be no memory for a thread for a while: what has changed is not forgotten.
      for (const name of changed.values()) this.#note(name)
      this.#isAll ||= isAll
      this.#retry = Math.min((this.#retry ?? REST / 2) * 2, LAST_RETRY)
      const seconds = this.#retry / 1000
      if (!this.#isStopped)
        this.#options.log.error(
          { reason: whyOf(error), seconds },
          'served zones are not checked against each other: tried again later',
        )
    } finally {
      this.#isLooking = false
    }
    if (this.#isStopped) return
    const rest = this.#retry ?? Math.min(Math.max(REST, REST_FOR_WORK * took), LONGEST_REST)
    const idle = Math.min(rest, IDLE)
    this.#wait(idle, () => {
      if (!this.#hasChanged) this.#closeThread()
      this.#wait(rest - idle, () => {
        this.#isGoing = false
        if (this.#hasChanged) this.#begin()
        else this.#closeThread()
      })
    })
  }

  #closeThread(): void {
    this.#thread?.aside.close()
    this.#thread = undefined
  }

  /** Looks at these faces; gives milliseconds of work. `isAll`: also at all that serve something else than their sources give. */
  async #look(changed: readonly FaceName[], isAll: boolean): Promise<number> {
    const candidate = this.#candidate
    const { settings, loaded } = candidate
    const names = isAll ? [...changed, ...(await inSlices(othersIn(candidate)))] : changed
    const wanted = await inSlices(this.#wantedOf(candidate, names))
    if (wanted.length === 0) return 0
    const scene = await inSlices(sceneOf(candidate))
    if (this.#isStopped) return 0
    const thread = this.#thread ?? openThread()
    this.#thread = thread
    const members = loaded.views.map(({ zones }) => zones.size)
    let took = members.reduce((sum, many) => sum + many, 0) / MEMBERS_A_MS
    for (const { side, change } of changesOf(settings, scene, thread))
      took += (await thread.aside.ask({ kind: 'learn', side, change })).took
    const faceAt = facesBy(candidate)
    for (let from = 0; from < wanted.length; from += LOT) {
      const lot = wanted.slice(from, from + LOT)
      const result = await thread.aside.ask({ kind: 'look', settings: sceneSettings(settings), members, wanted: lot })
      took += result.took
      // Another generation is served by now, and is looked at next.
      if (this.#isStopped || this.#candidate.settings !== settings) return took
      for (const one of result.looked) this.#take(one, faceAt)
    }
    for (const { view } of names) this.#views.add(view)
    return took
  }

  /** The changed faces, those whose rules looked at them, and the other faces of their zones; in a view not looked at yet, all. */
  *#wantedOf({ settings, loaded }: Candidate, changed: readonly FaceName[]): Sliced<readonly At[]> {
    const wanted = new Map<number, At>()
    const add = (at: At) => wanted.set(at.view * 2 ** 32 + at.member, at)
    for (const [name, own] of Map.groupBy(changed, ({ view }) => view)) {
      const view = settings.views.findIndex((one) => one.name === name)
      if (view < 0) continue
      const { zones } = loaded.views[view]!
      const places = new Set(yield* mapped(own, ({ origin }) => zones.at(origin)))
      if (!this.#views.has(name)) yield* mapped(zones.members, (_, member) => add({ view, member }))
      for (const member of places) if (member >= 0) add({ view, member })
      for (const [member, asked] of this.#asked.get(name) ?? []) {
        if (asked === 'all' || asked.some((place) => places.has(place))) add({ view, member })
        yield
      }
      for (const { origin } of own) {
        for (const [other, { zones }] of loaded.views.entries()) {
          const member = zones.at(origin)
          if (member >= 0) add({ view: other, member })
        }
        yield
      }
    }
    return [...wanted.values()]
      .filter(({ view, member }) => !loaded.views[view]!.zones.member(member)!.withheld)
      .sort((a, b) => a.view - b.view || a.member - b.member)
  }

  #take(looked: Looked, faceAt: (at: At) => LoadedFace): void {
    const face = faceAt(looked)
    const { viewName } = face.face
    const key = faceKey({ view: viewName, origin: face.origin })
    const found = problemsAt(looked, faceAt)
    const { asked, member } = looked
    const inView = this.#asked.get(viewName) ?? new Map<number, Consulted>()
    this.#asked.set(viewName, inView.set(member, asked))
    this.#looked.set(key, { zone: face.name, view: viewName, found: found.slice(0, MOST_HELD) })
    this.#tell(face, key, found)
  }

  /** Logs the findings, unless each rule among them was logged before. */
  #tell({ name, face: { viewName } }: LoadedFace, key: string, found: readonly StandingProblem[]): void {
    const rules = new Set(found.map(({ problem: { rule } }) => rule))
    const before = this.#told.get(key)
    if (rules.size === 0) this.#told.delete(key)
    else this.#told.set(key, rules)
    if ([...rules].every((rule) => before?.has(rule))) return
    const problems = found.slice(0, MOST_TOLD).map(({ problem }) => problem)
    const first = inEnglish(problems).map(({ message, rule }) => `${message} [${rule}]`)
    this.#options.log.warn(
      { zone: name, view: viewName, findings: found.length, first },
      'a zone does not fit the zones beside it any more: correct the zone that changed last',
    )
  }
}

const NOTHING: readonly StandingProblem[] = []

/** Faces of which something else is served than their sources give, and made faces. */
function* othersIn({ loaded }: Candidate): Sliced<FaceName[]> {
  const names: FaceName[] = []
  for (const one of loaded.faces) {
    if (isOther(one) || isMade(one.face)) names.push({ view: one.face.viewName, origin: one.origin })
    yield
  }
  return names
}

/** What the thread has to learn. */
function* changesOf({ views }: Pick<Settings, 'views'>, scene: Scene, thread: Thread) {
  for (const side of SIDES)
    for (const [view, { name }] of views.entries())
      for (const change of piecesOf(thread.views[side].change(name, scene[side][view]!))) yield { side, change }
}

const SIDES = ['served', 'sources', 'unmade'] as const

type Thread = {
  readonly aside: Aside<StandingJob, StandingResult>
  readonly views: Readonly<Record<keyof Scene, SharedViews>>
}

function openThread(): Thread {
  const views = { served: new SharedViews(), sources: new SharedViews(), unmade: new SharedViews() }
  return { aside: new Aside(THREAD), views }
}
