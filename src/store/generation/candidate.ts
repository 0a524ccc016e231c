// What a configuration and its files would have the server serve, complete and checked, before anybody is answered from it.
// The faces of one zone go together: where one of them is refused, all of them stay as they were.

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
  /** What its file says is served. */
  | 'current'
  /** Its file cannot be served; its last good version is. */
  | 'stale-source'
  /** Its file is good, and waits for the zone's file in another view; its last good version is served. */
  | 'held'
  /** Its file cannot be served, and nothing good is known: its names get SERVFAIL. */
  | 'refused'
  /** It comes from a primary, and has not come yet: its names get SERVFAIL. */
  | 'waiting'
  /** It came from a primary, which has not confirmed it for too long: its names get SERVFAIL. */
  | 'expired'
  /** An earlier version is served because somebody wants it; the next reload serves what its file says. */
  | 'rolled-back'
  /** Its file says something else, and the reload that would have served that was refused as a whole. */
  | 'pending'

export type Candidate = {
  readonly settings: Settings
  readonly loaded: LoadedViews
  /** In the order of loaded.faces. */
  readonly states: readonly FaceState[]
  /** It is served although the files have been found to say something else since. */
  readonly behind?: 'rolled-back' | 'pending'
  /** Faces that the files have, and this has not. */
  readonly absent?: readonly AbsentFace[]
}

export type CandidateInput = {
  readonly settings: Settings
  /** By fileKey(); fit to be checked several times. */
  readonly files: ReadonlyMap<string, ReadZone>
  /** What is served now; undefined at the start. */
  readonly running: LoadedViews | undefined
  /** Where last good versions of earlier runs are. */
  readonly state: StateFolder
  /** Identities of views that an earlier run found good; by default those of what is served now. */
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
  /** A face that is held is not looked at in its view again: what was found there is the reason why it is. */
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
  // Holding one zone may make another refer to what is not there yet, so that it is refused too. Each round looks up, holds or
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

/** What a rule that looks at the clock found good is not good for ever. */
function knownGood({ rules }: Settings, good: ReadonlySet<string>): ReadonlySet<string> {
  return asksTime(rulesFor('load', severitiesOf(rules))) ? new Set() : good
}

/** A zone that came out as it is served already is the one that is served: made of several files, it is made each time. */
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

/** Zones of which one face is refused while another would change, and of which every face has a good version to go back to. */
function toHold({ faces }: LoadedViews, previous: LoadedViews | undefined, held: ReadonlySet<string>): string[] {
  if (previous === undefined) return []
  // A primary may be silent for years: no other face waits for it.
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

/** Faces that their view refuses while others were made of what they say now: the PTRs of that view, faces made by rules. */
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

/** Why nothing is served of a face of which nothing is. */
export function withoutContent({
  face,
  expiry,
}: Pick<LoadedFace, 'face' | 'expiry'>): 'refused' | 'waiting' | 'expired' {
  if (!isForeign(face)) return 'refused'
  return expiry?.hasEnded(Date.now() / 1000) ? 'expired' : 'waiting'
}

/**
 * Faces of whose zones the last good versions matter: one of them has nothing to serve; or, where nothing is known of what was
 * served before, a face is refused for what stands in others, and it takes their last good versions to tell whose change it was.
 */
function wantedFromState({ faces, refusedInView = [] }: LoadedViews, running: LoadedViews | undefined): LoadedFace[] {
  const names = new Set(faces.filter(({ served }) => served === undefined).map(({ name }) => name))
  const views = new Set(running === undefined ? refusedInView.map(({ view }) => view) : [])
  for (const { name, view } of faces) if (views.has(view)) names.add(name)
  return faces.filter(({ name }) => names.has(name))
}

/** Last good versions out of the state folder, each looked for once. */
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

  /** Whether there is one for any of the faces that was not looked for before. */
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
 * What may be served on. Of a view that has other clients now, that is what was made of the very same files: of other files,
 * nobody ever wanted these clients to see it; and what the world was not shown may be the very thing that was taken out of them.
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
  const now = clientsOf(view.prefixes)
  if (clients === now) return true
  if (isForEverybody(now) && !isForEverybody(clients)) return false
  return files.length > 0 && files.join('\0') === configuredFiles(face).join('\0')
}

/** `clients`: as clientsOf() writes them. */
function isForEverybody(clients: string): boolean {
  return clients.split(' ').some((prefix) => prefix.endsWith('/0'))
}

/** `running`, and for what it does not serve `kept`. Faces are found by the name of their view. */
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
