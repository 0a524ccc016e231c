// A candidate: all that a configuration and its files give to serve, complete and checked before the server answers from it. The faces of
// one zone go together: if one of them is refused, all stay as they were.

import { hasError } from '../../check/read-zone.ts'
import { rulesFor } from '../../check/ruleset.ts'
import type { StateFolder } from '../../state/state-folder.ts'
import { asksTime } from '../../supply/judge.ts'
import {
  answeringViews,
  clientsOf,
  configuredFiles,
  type FetchedFaces,
  goodViews,
  type LoadedFace,
  type LoadedViews,
  loadingViews,
} from '../../supply/load.ts'
import type { MakeElsewhere } from '../../supply/pipeline.ts'
import type { ReadZone } from '../../supply/read-zone.ts'
import { atOnce, mapped, type Sliced } from '../../supply/slices.ts'
import type { Settings, ViewSetting } from '../../text/config/settings.ts'
import { severitiesOf } from '../../text/config/severities.ts'
import { type FaceSetting, isForeign } from '../../text/config/sources.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { LineMap } from '../../text/zonefile/lines.ts'
import type { View } from '../../views/view.ts'
import type { Zone } from '../../zone/zone.ts'
import { ZoneSet } from '../../zone/zone-set.ts'
import type { AbsentFace } from './behind.ts'

export type FaceState =
  /** The server serves what the file says. */
  | 'current'
  /** The file cannot be served: the server goes on with the last good version. */
  | 'stale-source'
  /** The file is good, but waits for the zone's file in another view: the server goes on with the last good version. */
  | 'held'
  /** The file cannot be served, and there is no good version: its names get SERVFAIL. */
  | 'refused'
  /** No version from its primary is served yet: its names get SERVFAIL. */
  | 'waiting'
  /** The primary has not confirmed the zone for too long: its names get SERVFAIL. */
  | 'expired'
  /** Somebody rolled back to an earlier version. The next reload serves what the file says. */
  | 'rolled-back'
  /** The file says something else, but the reload that would have served it was refused as a whole. */
  | 'pending'

export type Candidate = {
  readonly settings: Settings
  readonly loaded: LoadedViews
  /** In the order of loaded.faces. */
  readonly states: readonly FaceState[]
  /** Set if the files say something else than what is served. */
  readonly behind?: 'rolled-back' | 'pending'
  /** Faces that the files have and the candidate has not. */
  readonly absent?: readonly AbsentFace[]
}

export type CandidateInput = {
  readonly settings: Settings
  /** By fileKey(); checks may run on them several times. */
  readonly files: ReadonlyMap<string, ReadZone>
  /** The views served now; undefined at the start. */
  readonly running: LoadedViews | undefined
  /** The state folder, with last good versions of earlier runs. */
  readonly state: StateFolder
  /** Identities of views that an earlier run found good; by default those served now. */
  readonly good?: ReadonlySet<string>
  /** As for LoadOptions. */
  readonly make?: MakeElsewhere
  readonly fetched?: FetchedFaces
}

export function makeCandidate(input: CandidateInput): Candidate {
  return atOnce(makingCandidate(input))
}

export function* makingCandidate(input: CandidateInput): Sliced<Candidate> {
  const { settings, files, running: served, state, good, make, fetched } = input
  const running = served && (yield* servable(served, settings))
  const known = knownGood(settings, good ?? new Set(running && goodViews(running)))
  const held = new Set<string>()
  /** What the rules found in faces that are held: they are not checked in their view again. */
  const reasons = new Map<FaceSetting, readonly Problem[]>()
  const refused = new Set<FaceSetting>()
  let previous = running
  const round = () =>
    loadingViews(settings, files, {
      held,
      refused,
      good: known,
      ...(previous && { previous }),
      ...(make && { make }),
      ...(fetched && { fetched }),
    })
  let loaded = yield* round()
  const kept = new Kept(settings, state)
  // Holding one zone may leave another referring to names that are not there yet, so that it is refused too. Each round looks up, holds or
  // refuses more.
  for (;;) {
    if (kept.lookUp(wantedFromState(loaded, running))) {
      previous = joined(settings, running, kept.loaded)
      loaded = yield* round()
      continue
    }
    const more = toHold(loaded, previous, held)
    const late = more.length > 0 ? [] : refusedLate(loaded, refused)
    if (more.length + late.length === 0) break
    for (const name of more) held.add(name)
    for (const { face, name, problems } of loaded.faces)
      if (held.has(name) && !reasons.has(face)) reasons.set(face, problems)
    for (const face of late) refused.add(face)
    loaded = yield* round()
  }
  const faces = loaded.faces.map((one) => ({ ...one, problems: reasons.get(one.face) ?? one.problems }))
  loaded = { ...loaded, faces }
  if (running) loaded = yield* reusing(loaded, running, settings)
  const states = loaded.faces.map((face) => stateOf(face, held))
  return { settings, loaded, states }
}

/** What a rule that depends on the clock found good is not good for ever. */
function knownGood({ rules }: Settings, good: ReadonlySet<string>): ReadonlySet<string> {
  return asksTime(rulesFor('load', severitiesOf(rules))) ? new Set() : good
}

/** Uses the served zone again where the new one is the same: a zone of several files is made each time. */
function* reusing(loaded: LoadedViews, running: LoadedViews, settings: Settings): Sliced<LoadedViews> {
  const served = new Map(yield* mapped(running.faces, (face) => [keyOf(face), face.served] as const))
  const faces = yield* mapped(loaded.faces, (face) => {
    const before = served.get(keyOf(face))
    return face.zone && before && sameImage(face.zone, before) ? { ...face, zone: before, served: before } : face
  })
  return { ...loaded, views: yield* answeringViews(settings, faces), faces }
}

export function sameImage(a: Zone, b: Zone): boolean {
  const [left, right] = [a.image, b.image]
  if (left === right) return true
  return left.byteLength === right.byteLength && Buffer.compare(new Uint8Array(left), new Uint8Array(right)) === 0
}

/** Zones with one refused face and another that would change, whose faces all have a good version to go back to. */
function toHold({ faces }: LoadedViews, previous: LoadedViews | undefined, held: ReadonlySet<string>): string[] {
  if (previous === undefined) return []
  // Faces of primaries do not count: a primary may be silent for years.
  const ours = faces.filter(({ face }) => !isForeign(face))
  const byName = Map.groupBy(ours, ({ name }) => name)
  return [...byName].flatMap(([name, members]) => {
    const refused = members.some(({ zone, served }) => zone === undefined && served !== undefined)
    const good = members.some(({ zone }) => zone !== undefined)
    if (!refused || !good || held.has(name)) return []
    const known = previous.faces.filter((face) => face.name === name && face.served !== undefined).length
    return known >= members.length ? [name] : []
  })
}

/** Faces that their view refuses after other faces were made of them: the PTRs of that view, faces made by rules. */
function refusedLate({ faces, refusedInView = [] }: LoadedViews, refused: ReadonlySet<FaceSetting>): FaceSetting[] {
  const asked = new Set(
    faces.flatMap(({ view, face: { reverse, source } }) =>
      source.kind === 'derived' ? [view, source.from] : reverse ? [view] : [],
    ),
  )
  return refusedInView.filter((face) => asked.has(face.view) && !refused.has(face))
}

function stateOf(face: LoadedFace, held: ReadonlySet<string>): FaceState {
  if (face.zone !== undefined) return 'current'
  if (face.served === undefined) return withoutContent(face)
  return held.has(face.name) && !hasError(face.problems) ? 'held' : 'stale-source'
}

/** The state of a face of which nothing is served. */
export function withoutContent({
  face,
  expiry,
}: Pick<LoadedFace, 'face' | 'expiry'>): 'refused' | 'waiting' | 'expired' {
  if (!isForeign(face)) return 'refused'
  return expiry?.hasEnded(Date.now() / 1000) ? 'expired' : 'waiting'
}

/**
 * Faces whose last good versions to look up: a face of the zone has nothing to serve; or, if nothing is known of what was served before, a
 * face is refused because of others, and only their last good versions tell whose change it was.
 */
function wantedFromState({ faces, refusedInView = [] }: LoadedViews, running: LoadedViews | undefined): LoadedFace[] {
  const names = new Set(faces.filter(({ served }) => served === undefined).map(({ name }) => name))
  const views = new Set(running === undefined ? refusedInView.map(({ view }) => view) : [])
  for (const { name, view } of faces) if (views.has(view)) names.add(name)
  return faces.filter(({ name }) => names.has(name))
}

/** Last good versions from the state folder. Each is looked up once. */
class Kept {
  readonly #settings: Settings
  readonly #state: StateFolder
  readonly #tried = new Set<FaceSetting>()
  readonly #faces: LoadedFace[] = []

  constructor(settings: Settings, state: StateFolder) {
    this.#settings = settings
    this.#state = state
  }

  get loaded(): LoadedViews {
    return { views: viewsOf(this.#settings), faces: this.#faces }
  }

  /** Whether the folder has a version for one of the faces that was not looked up before. */
  lookUp(faces: readonly LoadedFace[]): boolean {
    const before = this.#faces.length
    for (const one of faces) {
      const { face } = one
      if (this.#tried.has(face)) continue
      this.#tried.add(face)
      const view = this.#settings.views[face.view]!
      const read = this.#state.read(view.name, one.name)
      if (typeof read !== 'object') continue
      const { zone, description } = read
      if (!isMeant(description.clients, description.configured, view, face)) continue
      this.#faces.push({ ...one, zone, served: zone, problems: [], lines: LineMap.from(description.lines) })
    }
    return this.#faces.length > before
  }
}

/**
 * What the server may go on serving. For a view whose clients have changed, only what was made of the same files: nobody ever wanted these
 * clients to see the contents of other files, and what is gone from the files may be what the world must not see.
 */
function* servable(running: LoadedViews, { views, zones }: Settings): Sliced<LoadedViews> {
  const wanted = new Map<string, FaceSetting>()
  for (const { name, faces } of zones) {
    for (const face of faces) wanted.set(keyOf({ name, face }), face)
    yield
  }
  const isStill = yield* mapped(running.faces, (one) => {
    const now = wanted.get(keyOf(one))
    return now === undefined || isMeant(one.clients, configuredFiles(one.face), views[now.view]!, now)
  })
  return { ...running, faces: running.faces.filter((_, i) => isStill[i]) }
}

function isMeant(clients: string, files: readonly string[], view: ViewSetting, face: FaceSetting): boolean {
  const now = clientsOf(view)
  if (clients === now) return true
  if (isForEverybody(now) && !isForEverybody(clients)) return false
  return files.length > 0 && files.join('\0') === configuredFiles(face).join('\0')
}

/** `clients`: as written by clientsOf(). */
function isForEverybody(clients: string): boolean {
  return clients.split(' ').some((one) => one.endsWith('/0') || one === 'public')
}

/** The faces of `running`, and those of `kept` where it serves none. Finds faces by the name of their view. */
function joined(settings: Settings, running: LoadedViews | undefined, kept: LoadedViews): LoadedViews {
  if (running === undefined) return kept
  const served = running.faces.filter((face) => face.served !== undefined)
  const views = viewsOf(settings)
  const moved = served.flatMap((one): LoadedFace[] => {
    const view = views.findIndex(({ name }) => name === one.face.viewName)
    return view < 0 ? [] : [{ ...one, view }]
  })
  const known = new Set(moved.map(({ view, name }) => `${view} ${name}`))
  return { views, faces: [...moved, ...kept.faces.filter(({ view, name }) => !known.has(`${view} ${name}`))] }
}

function keyOf({ face, name }: Pick<LoadedFace, 'face' | 'name'>): string {
  return `${face.viewName} ${name}`
}

function viewsOf(settings: Settings): View[] {
  return settings.views.map(({ name }) => ({ name, zones: new ZoneSet([]) }))
}
