// What has been served, and is: the last few generations, newest last. Immutable one by one; memory is shared by those that
// have zones in common.

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
  /** Number of the generation whose content this one has: its own but for a rollback. */
  readonly content: number
  readonly candidate: Candidate
  readonly generation: Generation
}

/** Where a face that is served has its place. */
export type FacePlace = {
  /** Index of the view in the settings, and in what is shown to clients. */
  readonly view: number
  readonly slot: number
  /** Index among the zones of the view, and among all faces. */
  readonly member: number
  readonly face: number
}

/** What becomes of a face. */
export type FaceEdition = {
  readonly at: FacePlace
  /** Undefined: nothing is served of it any more. */
  readonly zone: Zone | undefined
  /** It is what the face's source gives from now on. */
  readonly isBase?: boolean
  /** Of a base: as LoadedFace has them. */
  readonly lines?: LineMap
  /** The face as it is from now on, where more of it is another than what is served. */
  readonly as?: { readonly face: LoadedFace; readonly state: FaceState }
}

/** What clients are shown of faces; by default what these are. */
export type Veil = {
  readonly zone: (view: string, origin: Uint8Array, content: Zone | undefined) => Zone | undefined
  readonly view: (view: View) => View
}

const NO_VEIL: Veil = { zone: (_view, _origin, content) => content, view: (view) => view }

export class Generations {
  /** To be set before anybody is shown anything. */
  veil = NO_VEIL
  readonly #slots = new ViewSlots()
  /** When what is served of a zone came into service first. */
  readonly servedSince = new WeakMap<Zone, Date>()
  #published: PublishedGeneration[]
  #latest: Settings
  /** What the files were found to say last. */
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

  /** What the configuration said last: a rollback brings back answers, and not how the server is run. */
  get latest(): Settings {
    return this.#latest
  }

  get current(): PublishedGeneration {
    return this.#published.at(-1)!
  }

  /** Whether files were found to say what is served, but for what others have changed of it. */
  get isAsFiles(): boolean {
    return this.#files === this.current.candidate
  }

  /** Oldest first. */
  get list(): readonly PublishedGeneration[] {
    return this.#published
  }

  /** Names of all views that there have been, by number. */
  get viewNames(): readonly string[] {
    return this.#slots.names
  }

  /** What would be served, under the number that it would get. */
  generationOf({ settings, loaded }: Candidate, number = this.current.number + 1): Generation {
    const slots = this.#slots.of(settings.views.map(({ name }) => name))
    const views: View[] = this.#slots.names.map((name) => ({ name, zones: new ZoneSet([]) }))
    slots.forEach((slot, i) => {
      views[slot] = this.veil.view(loaded.views[i]!)
    })
    return { number, views, prefixes: this.#prefixesOf(settings.views, slots) }
  }

  /** Views keep their slots: what was compiled of them holds as long as they do. */
  #prefixesOf(views: Settings['views'], slots: readonly number[]): PrefixTable {
    if (this.#compiled?.views === views) return this.#compiled.table
    const prefixes = views.flatMap(({ prefixes }, i) => prefixes.map((prefix) => ({ prefix, view: slots[i]! })))
    this.#compiled = { views, table: compilePrefixes(prefixes) }
    return this.#compiled.table
  }

  /** At the start: as its faces are served in the end. Nobody has been answered yet. */
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

  /** Of what is served, these faces become others: it stays the generation that it is. */
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
   * Other zones than before, as `change` makes them of the settings: it stays the generation that it is, and its faces those that they
   * are, but for those that come or go. Others have their turn until it is made. What it gives makes it the current one; false where
   * something has changed meanwhile, and it has to be made again.
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

  /** Clients are shown something else of the same faces. */
  reshow(): void {
    const { current } = this
    const generation = this.generationOf(current.candidate, current.generation.number)
    this.#published = this.#published.with(-1, { ...current, generation })
  }

  /** A reload that changes nothing of what is served may still change what is known of its files. */
  refresh(candidate: Candidate): void {
    this.#latest = candidate.settings
    this.#files = candidate
    this.#published = this.#published.with(-1, { ...this.current, candidate })
  }

  /** A reload that is refused as a whole changes what is known of the files, and nothing else. */
  refuse(files: Candidate): void {
    const { candidate } = this.current
    this.#files = files
    const standing = behind(candidate, files, candidate.behind ?? 'pending')
    this.#published = this.#published.with(-1, { ...this.current, candidate: standing })
  }

  /** Generation `number`, by default the one before, to be served again; or why there is none. */
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

  /** Serves the content of an earlier generation; `candidate`: what it was made of, as it is served now. */
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

/** Which views everybody is shown while there are others, by number. */
export function publicViews({ generation, candidate }: PublishedGeneration): Uint8Array {
  const { views } = candidate.settings
  return Uint8Array.from(generation.views, ({ name }) => {
    const view = views.find((view) => view.name === name)
    return views.length > 1 && view?.prefixes.some(({ bits }) => bits === 0) ? 1 : 0
  })
}
