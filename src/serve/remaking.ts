// While the server runs, this makes faces that are made of others anew when messages, transfers and ends change those: in a loader, one
// round at a time, however much changes meanwhile. Nobody waits for it.
//
//   changed -> a little later: level by level, made aside -> judged, settled and published while nothing else changes -> a rest

import type { Logger } from 'pino'
import { nameText } from '../dns/name-text.ts'
import { type FaceName, faceKey, type Refused } from '../store/change.ts'
import { steadyTime, type Time } from '../store/clock.ts'
import type { Comparing } from '../store/comparing.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { Generations } from '../store/generation/generations.ts'
import type { Changed } from '../store/generation/remade.ts'
import type { House, Published } from '../store/house.ts'
import type { Store } from '../store/store.ts'
import type { Following, Succession } from '../store/succession.ts'
import { inEnglish } from '../supply/english.ts'
import { say } from '../supply/faces/says.ts'
import type { Level } from '../supply/faces/served.ts'
import { loaders } from '../supply/loader/loaders.ts'
import { madeApart } from '../supply/loader/make-job.ts'
import type { MakeElsewhere } from '../supply/pipeline.ts'
import type { ReadZone } from '../supply/read-zone.ts'
import { levelsOf } from '../supply/remake.ts'
import { whyOf } from '../system/why.ts'
import { type FaceSetting, isMade } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import { saying } from '../text/findings/told.ts'
import type { Generation } from '../views/view.ts'
import { logMissed } from './begin-serials.ts'
import type { LateDynamic } from './late-dynamic.ts'
import { type Judge, laidOver, makeLevel, placeMade } from './made-faces.ts'
import type { Part } from './part.ts'

export type RemakingOptions = {
  readonly generations: Generations
  readonly house: House
  readonly store: Pick<Store, 'alone'>
  readonly succession: Succession
  readonly comparing: Comparing
  readonly dynamic: LateDynamic
  readonly make: MakeElsewhere
  readonly log: Logger
  readonly time?: Time
}

/** Milliseconds in which changes gather before a round, and the shortest rest after it. */
const GATHER = 20
const REST = 250
/** For each millisecond of work so many of rest: no more than a fifth of one thread's time goes into it. */
const REST_FOR_WORK = 4
/** On a busy machine little work takes long: a rest is never longer than this. */
const LONGEST_REST = 5000
/** Milliseconds until a round that met an error is tried again: at first; then twice as many each time; at the most. */
const FIRST_RETRY = 1000
const LAST_RETRY = 60_000

export function openRemaking(options: Omit<RemakingOptions, 'make'>): Remaking {
  return new Remaking({ ...options, make: madeApart(loaders.read, true) })
}

export class Remaking implements Part {
  readonly #options: RemakingOptions
  readonly #time: Time
  /** Faces that have changed since other faces were made of them last. */
  #changed: Set<string> | 'all' = new Set()
  #isGoing = false
  #isMaking = false
  #isOwn = false
  #stopWaiting: (() => void) | undefined
  #isStopped = false
  /** Until the next try; undefined where the last one met no error. */
  #retry: number | undefined
  /** Rounds since the start, faces that they made, and those of which they served something else. */
  readonly counts = { rounds: 0, made: 0, faces: 0 }

  constructor(options: RemakingOptions) {
    this.#options = options
    this.#time = options.time ?? steadyTime
  }

  edited(view: string, origin: Uint8Array): void {
    if (this.#isOwn) return
    this.#note(new Set([faceKey({ view, origin })]))
    this.#begin()
  }

  /** A new generation comes with its faces made. Zones that come or go within one do not change made faces: these are made anew. */
  switched(before: Generation): void {
    const { generation } = this.#options.generations.current
    if (generation.number === before.number && generation !== before) this.changedAll()
  }

  /** All made faces may be out of date. */
  changedAll(): void {
    this.#note('all')
    this.#begin()
  }

  /** Whether a change is served that made faces do not have yet. */
  get isBehind(): boolean {
    return this.#isMaking || this.#hasChanged
  }

  stop(): void {
    this.#isStopped = true
    this.#stopWaiting?.()
  }

  #begin(): void {
    if (this.#isGoing || this.#isStopped || !this.#hasChanged) return
    const { settings } = this.#options.generations.current.candidate
    if (!settings.zones.some(({ faces }) => faces.some(isMade))) {
      this.#changed = new Set()
      return
    }
    this.#isGoing = true
    this.#after(GATHER, () => void this.#takeRound())
  }

  #after(milliseconds: number, then: () => void): void {
    this.#stopWaiting = this.#time.wait(milliseconds, then)
  }

  async #takeRound(): Promise<void> {
    const { log } = this.#options
    const begun = performance.now()
    const changed = this.#changed
    this.#changed = new Set()
    this.#isMaking = true
    try {
      this.counts.rounds++
      // Another generation is served by now: the next round looks at it.
      if (!(await this.#makeRound(changed))) this.#note(changed)
      this.#retry = undefined
    } catch (error) {
      // A disk may be full for a while: what has changed is not forgotten.
      this.#note(changed)
      this.#retry = Math.min((this.#retry ?? FIRST_RETRY / 2) * 2, LAST_RETRY)
      const seconds = this.#retry / 1000
      log.error(
        { reason: whyOf(error), seconds },
        'faces that are made of other faces cannot be brought up to date: tried again later',
      )
    } finally {
      this.#isMaking = false
    }
    if (this.#isStopped) return
    const worked = performance.now() - begun
    const rest = this.#retry ?? Math.min(Math.max(REST, REST_FOR_WORK * worked), LONGEST_REST)
    this.#after(rest, () => {
      this.#isGoing = false
      this.#begin()
    })
  }

  get #hasChanged(): boolean {
    return this.#changed === 'all' || this.#changed.size > 0
  }

  #note(changed: Changed): void {
    if (changed === 'all') this.#changed = changed
    else if (this.#changed !== 'all') for (const key of changed) this.#changed.add(key)
  }

  /** Makes faces level by level; false where other settings have come to hold meanwhile. */
  async #makeRound(begun: Changed): Promise<boolean> {
    const { generations, store } = this.#options
    const { settings } = generations.current.candidate
    let changed = begun
    const derived = new Map<FaceSetting, ReadZone>()
    const levels = levelsOf(settings)
    for (const level of levels) {
      const { candidate } = generations.current
      if (candidate.settings !== settings) return false
      const made = await makeLevel(candidate, levels, level, { changed, derived }, this.#options)
      this.counts.made += made.size
      if (made.size === 0 || this.#isStopped) continue
      const others = await store.alone(() => {
        if (generations.current.candidate.settings !== settings) return undefined
        return this.#serve(level, made)
      })
      if (others === undefined) return false
      if (changed !== 'all') changed = new Set([...changed, ...others])
    }
    return true
  }

  /** Serves what the level made; gives the faces of which another edition is served. */
  async #serve(level: Level, made: ReadonlyMap<FaceSetting, ReadZone>): Promise<ReadonlySet<string>> {
    const { generations, comparing, succession, dynamic, log } = this.#options
    const before = generations.current.candidate
    const placed = await placeMade(before, made, { comparing, judge: this.#judge })
    const { overlay } = dynamic
    const laid = await laidOver(placed, before, level, { overlay })
    const following = await succession.settle(before, laid)
    const others = await this.#publish(before, following)
    logMissed(log, following.missed)
    this.#tell(before, following.candidate)
    if (overlay.names().some((name) => isAmong(name, following))) dynamic.opened?.remade()
    return others
  }

  async #publish(before: Candidate, following: Following): Promise<ReadonlySet<string>> {
    const { house, succession } = this.#options
    const { candidate, settled } = following
    const changes = new Map(settled.map((one) => [faceKey(one.name), one.changes]))
    const published: Published[] = []
    const others = new Set<string>()
    for (const [i, face] of candidate.loaded.faces.entries()) {
      const was = before.loaded.faces[i]!
      const state = candidate.states[i]!
      if (face === was && state === before.states[i]) continue
      const name = { view: face.face.viewName, origin: face.origin }
      const own = changes.get(faceKey(name))
      published.push({ name, edition: face.served, as: { face, state }, ...(own && { changes: [own] }) })
      if (face.served !== was.served) others.add(faceKey(name))
    }
    if (published.length === 0) return others
    await succession.record(following)
    succession.done(following)
    this.#isOwn = true
    try {
      await house.publish(published)
    } finally {
      this.#isOwn = false
    }
    this.counts.faces += settled.length
    return others
  }

  readonly #judge: Judge = (_candidate, judging) => {
    const { house, generations } = this.#options
    const refused = house.judge({ ...judging, names: undefined })
    const { settings } = generations.current.candidate
    return refused === undefined ? [] : problemsOf(refused, settings.file)
  }

  /** Logs faces that come to be refused, and those that are not refused any more. */
  #tell(before: Candidate, { loaded, states }: Candidate): void {
    for (const [i, face] of loaded.faces.entries()) {
      const [state, was] = [states[i], before.states[i]]
      if (state === was) continue
      const about = { zone: nameText(face.origin), view: face.face.viewName }
      if (state === 'current') this.#options.log.info(about, 'a face that is made of another face is up to date again')
      else
        this.#options.log.error(
          { ...about, state, findings: inEnglish(face.problems).map(({ rule, message }) => ({ rule, message })) },
          'a face that is made of another face would have errors now: it stays as it was until these are corrected',
        )
    }
  }
}

function isAmong(name: FaceName, { settled }: Following): boolean {
  const key = faceKey(name)
  return settled.some((one) => faceKey(one.name) === key)
}

function problemsOf(refused: Refused, file: string): readonly Problem[] {
  const place = { file, line: 1, column: 1, length: 1 }
  switch (refused.kind) {
    case 'findings':
      return refused.findings
    case 'canaries':
      return refused.canaries.map(({ canary, expected, got, place }) => ({
        rule: 'canary-wrong',
        severity: 'error',
        ...saying(say('face-canary', { canary, expected, got }), say('mend-source')),
        place,
      }))
    default:
      return [
        { rule: 'cannot-load', severity: 'error', ...saying(say('face-not-judged', { why: refused.kind })), place },
      ]
  }
}
