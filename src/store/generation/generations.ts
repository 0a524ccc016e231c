// The last few generations, the newest last. Each is immutable; generations with common zones share memory.

import type { Said } from '../../dns/said.ts'
import type { LoadedFace } from '../../supply/load.ts'
import type { Sliced } from '../../supply/slices.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { LineMap } from '../../text/zonefile/lines.ts'
import { compilePrefixes, type PrefixTable } from '../../views/prefix-table.ts'
import type { Generation, View } from '../../views/view.ts'
import { rowIn, withRow } from '../../zone/in-rows.ts'
import type { Zone } from '../../zone/zone.ts'
import { ZoneSet } from '../../zone/zone-set.ts'
import { say } from '../says.ts'
import { behind } from './behind.ts'
import { type Candidate, type FaceState, withoutContent } from './candidate.ts'
import { ViewSlots } from './view-slots.ts'
import { type ExpiryOf, rezoning } from './with-zones.ts'

export type Cause = 'start' | 'reload' | 'rollback'

export type PublishedGeneration = {
  readonly number: number
  readonly time: Date
  readonly cause: Cause
  /** Number of the generation whose content this one has: its own, unless it is a rollback. */
  readonly content: number
  readonly candidate: Candidate
  readonly generation: Generation
}

/** The place of a served face. */
export type FacePlace = {
  /** Index of the view in the settings, and among the views that clients see. */
  readonly view: number
  readonly slot: number
  /** Index of the zone in the view, and of the face among all faces. */
  readonly member: number
  readonly face: number
}

/** A new version of a face. */
export type FaceEdition = {
  readonly at: FacePlace
  /** Undefined: the face is no longer served. */
  readonly zone: Zone | undefined
  /** The face's source gives this from now on. */
  readonly isBase?: boolean
  /** With `isBase`, as in LoadedFace. */
  readonly lines?: LineMap
  /** The new face, if more of it has changed than the served zone. */
  readonly as?: { readonly face: LoadedFace; readonly state: FaceState }
}

/** What clients see of faces; by default the faces themselves. */
export type Veil = {
  readonly zone: (view: string, origin: Uint8Array, content: Zone | undefined) => Zone | undefined
  readonly view: (view: View) => View
}

const NO_VEIL: Veil = { zone: (_view, _origin, content) => content, view: (view) => view }

export class Generations {
  /** Set it before clients see anything. */
  veil = NO_VEIL
  readonly #slots = new ViewSlots()
  /** When each served zone came into service. */
  readonly servedSince = new WeakMap<Zone, Date>()
  #published: PublishedGeneration[]
  #latest: Settings
  /** What the files last said. */
  #files: Candidate
  #compiled: { readonly views: Settings['views']; readonly table: PrefixTable } | undefined

  constructor(first: Candidate) {
    this.#stamp(first)
    this.#latest = first.settings
    this.#files = first
    this.#published = [
      {
        number: 1,
        time: new Date(),
        cause: 'start',
        content: 1,
        candidate: first,
        generation: this.generationOf(first, 1),
      },
    ]
  }

  /** The newest settings: a rollback brings back answers, but not how the server runs. */
  get latest(): Settings {
    return this.#latest
  }

  get current(): PublishedGeneration {
    return this.#published.at(-1)!
  }

  /** Whether the files say what is served, except for changes by messages. */
  get isAsFiles(): boolean {
    return this.#files === this.current.candidate
  }

  /** Oldest first. */
  get list(): readonly PublishedGeneration[] {
    return this.#published
  }

  /** Names of all views so far, by number. */
  get viewNames(): readonly string[] {
    return this.#slots.names
  }

  /** The generation that the candidate would make, under its next number. */
  generationOf({ settings, loaded }: Candidate, number = this.current.number + 1): Generation {
    const slots = this.#slots.of(settings.views.map(({ name }) => name))
    const views: View[] = this.#slots.names.map((name) => ({ name, zones: new ZoneSet([]) }))
    slots.forEach((slot, i) => {
      views[slot] = this.veil.view(loaded.views[i]!)
    })
    const prefixes = this.#prefixesOf(settings.views, slots)
    if (settings.access.ecsFrom.length > 0) prefixes.findScopes()
    return { number, views, prefixes }
  }

  /** Compiled prefixes hold as long as the views keep their slots. */
  #prefixesOf(views: Settings['views'], slots: readonly number[]): PrefixTable {
    if (this.#compiled?.views === views) return this.#compiled.table
    const prefixes = views.flatMap(({ prefixes }, i) => prefixes.map((prefix) => ({ prefix, view: slots[i]! })))
    this.#compiled = { views, table: compilePrefixes(prefixes) }
    return this.#compiled.table
  }

  /** At the start, before any answer: sets the faces as they will be served. */
  begin(candidate: Candidate): void {
    this.#stamp(candidate)
    this.#files = candidate
    this.#published = [{ ...this.current, candidate, generation: this.generationOf(candidate, this.current.number) }]
  }

  add(candidate: Candidate, generation: Generation): PublishedGeneration {
    this.#latest = candidate.settings
    this.#files = candidate
    return this.#push({
      number: generation.number,
      time: new Date(),
      cause: 'reload',
      content: generation.number,
      candidate,
      generation,
    })
  }

  /** Changes these served faces within the current generation. */
  edit(editions: readonly FaceEdition[]): void {
    const { current } = this
    const { candidate, generation } = current
    const faces = rowIn(candidate.loaded, 'faces')
    const views = candidate.loaded.views.slice()
    const shown = generation.views.slice()
    for (const [view, changed] of Map.groupBy(editions, ({ at }) => at.view)) {
      const zones = views[view]!.zones.with(new Map(changed.map(({ at, zone }) => [at.member, zone])))
      views[view] = { ...views[view]!, zones }
      const { slot } = changed[0]!.at
      const veiled = changed.map(({ at, zone }): [number, Zone | undefined] => {
        const { apex } = zones.member(at.member)!
        return [at.member, this.veil.zone(views[view]!.name, apex, zone)]
      })
      shown[slot] = { ...views[view]!, zones: shown[slot]!.zones.with(new Map(veiled)) }
    }
    const now = new Date()
    const others = new Map<number, LoadedFace>()
    const states = new Map<number, FaceState>()
    for (const { at, zone, isBase = false, lines, as } of editions) {
      const face = {
        ...(as?.face ?? others.get(at.face) ?? faces.at(at.face)!),
        served: zone,
        ...(isBase && { zone, lines }),
      }
      others.set(at.face, face)
      if (zone) this.servedSince.set(zone, now)
      if (isBase) states.set(at.face, zone ? 'current' : withoutContent(face))
      else if (as) states.set(at.face, as.state)
    }
    const loaded = withRow(candidate.loaded, 'faces', faces.with(others), { views })
    const edited = withRow(candidate, 'states', rowIn(candidate, 'states').with(states), { loaded })
    this.#files = this.#files === candidate ? edited : withEditions(this.#files, [...others.values()])
    this.#published = this.#published.with(-1, {
      ...current,
      candidate: edited,
      generation: { ...generation, views: shown },
    })
  }

  /**
   * Adds and removes zones within the current generation, as `change` makes them of the settings; other faces stay as they are. Other work
   * has turns meanwhile. Call the function that it gives to make the result current: it gives false if something has changed meanwhile and
   * all has to be done again.
   */
  *rezone(change: (settings: Settings) => Sliced<Settings>, expiryOf: ExpiryOf): Sliced<() => boolean> {
    const { current } = this
    const [files, latest] = [this.#files, this.#latest]
    const settings = yield* change(current.candidate.settings)
    const candidate = yield* rezoning(current.candidate, settings, expiryOf)
    const isAsFiles = files === current.candidate
    const otherFiles = isAsFiles ? candidate : yield* rezoning(files, yield* change(files.settings), expiryOf)
    const isLatest = latest === current.candidate.settings
    const otherLatest = isLatest ? settings : yield* change(latest)
    const generation = this.generationOf(candidate, current.generation.number)
    return () => {
      if (this.current !== current || this.#files !== files || this.#latest !== latest) return false
      this.#files = otherFiles
      this.#latest = otherLatest
      this.#published = this.#published.with(-1, { ...current, candidate, generation })
      return true
    }
  }

  /** Call it when clients see something else of the same faces. */
  reshow(): void {
    const { current } = this
    const generation = this.generationOf(current.candidate, current.generation.number)
    this.#published = this.#published.with(-1, { ...current, generation })
  }

  /** Takes in a reload that changes nothing that is served, but perhaps what is known of its files. */
  refresh(candidate: Candidate): void {
    this.#latest = candidate.settings
    this.#files = candidate
    this.#published = this.#published.with(-1, { ...this.current, candidate })
  }

  /** Takes in a reload that was refused as a whole: only what is known of the files changes. */
  refuse(files: Candidate): void {
    const { candidate } = this.current
    this.#files = files
    const standing = behind(candidate, files, candidate.behind ?? 'pending')
    this.#published = this.#published.with(-1, { ...this.current, candidate: standing })
  }

  /** The generation to go back to: `number`, by default the one before; or why there is none. */
  earlier(number?: number): PublishedGeneration | Said {
    const { current } = this
    const target =
      number === undefined
        ? this.#published.findLast(({ content, number }) => content === number && number < current.content)
        : this.#published.find((one) => one.number === number)
    if (target === undefined)
      return number === undefined ? say('no-earlier-generation') : say('generation-not-kept', { number })
    if (target.content !== current.content) return target
    return current.number === target.content
      ? say('generation-in-service', { number: current.number })
      : say('generation-serves-that', { number: current.number, content: target.content })
  }

  /** Serves the content of an earlier generation again. `candidate`: what that was made of, as it will be served now. */
  rollBack(target: PublishedGeneration, candidate: Candidate): PublishedGeneration {
    return this.#push({
      ...target,
      number: this.current.number + 1,
      time: new Date(),
      cause: 'rollback',
      candidate: behind(candidate, this.#files, 'rolled-back'),
      generation: this.generationOf(candidate),
    })
  }

  #push(published: PublishedGeneration): PublishedGeneration {
    this.#stamp(published.candidate)
    this.#published = [...this.#published, published].slice(-this.#latest.operations.generations)
    return published
  }

  #stamp({ loaded }: Candidate): void {
    const now = new Date()
    for (const { served } of loaded.faces)
      if (served && !this.servedSince.has(served)) this.servedSince.set(served, now)
  }
}

/** `editions`: the faces as they are served now. */
function withEditions(files: Candidate, editions: readonly LoadedFace[]): Candidate {
  const known = new Map(editions.map(({ face, name, served }) => [`${face.viewName} ${name}`, served]))
  const names = new Set(editions.map(({ name }) => name))
  const faces = files.loaded.faces.map((face) => {
    if (!names.has(face.name)) return face
    const served = known.get(`${face.face.viewName} ${face.name}`)
    return served === undefined ? face : { ...face, served }
  })
  return { ...files, loaded: { ...files.loaded, faces } }
}

/** By number, which views everybody sees where there are others too. */
export function publicViews({ generation, candidate }: PublishedGeneration): Uint8Array {
  const { views } = candidate.settings
  return Uint8Array.from(generation.views, ({ name }) => {
    const view = views.find((view) => view.name === name)
    return views.length > 1 && view?.prefixes.some(({ bits }) => bits === 0) ? 1 : 0
  })
}
