// Makes faces of other faces, out of what the server serves of those, lays over what messages have changed, and judges the result. A face
// that must not be served so stays what it was, and says why.

import { isDeepStrictEqual } from 'node:util'
import { hasError, type JudgedZone } from '../check/read-zone.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import type { Comparing } from '../store/comparing.ts'
import { type Candidate, type FaceState, sameImage } from '../store/generation/candidate.ts'
import { type Changed, remadeOf } from '../store/generation/remade.ts'
import { withServed } from '../store/generation/with-served.ts'
import { transferOctets } from '../store/history.ts'
import type { FaceAs } from '../store/house.ts'
import type { Level } from '../supply/faces/served.ts'
import type { LoadedFace } from '../supply/load.ts'
import type { MakeElsewhere } from '../supply/pipeline.ts'
import { filesRead, type ReadZone } from '../supply/read-zone.ts'
import { levelsOf, remake, type Standing } from '../supply/remake.ts'
import { type FaceSetting, isForeign, isMade } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import { sortProblems } from '../text/findings/summary.ts'
import { changedNodes } from '../zone/changed-nodes.ts'
import type { Changeset } from '../zone/changeset.ts'
import type { Zone } from '../zone/zone.ts'
import { judgedIn, type Overlay, servedOver } from './carried.ts'
import { wrongIn } from './editions.ts'
import { faceOf } from './face-places.ts'

export type MadeParts = {
  readonly make: MakeElsewhere
  readonly comparing: Comparing
  readonly overlay: Overlay
  /** In a reload: a refused face stays as it is served if only files have changed, whatever the files alone would make of it. */
  readonly isReload?: boolean
}

/** A face as it would be served. */
export type Judging = FaceAs & {
  /** Nodes by which the edition differs from what is served; all nodes where that is not known. */
  readonly changed: readonly number[]
  readonly beside: readonly FaceAs[]
}

/** Finds why the face must not be served. */
export type Judge = (candidate: Candidate, judging: Judging) => readonly Problem[]

/**
 * The candidate, which nobody is served yet, with its made faces. `running`: the candidate served now; undefined at a start, where no
 * layer lies over a made face yet. `changed`: faces that were not served as they are now when others were made of them; by default
 * those of which something else is served than their sources give.
 */
export async function withMade(
  candidate: Candidate,
  running: Candidate | undefined,
  parts: MadeParts,
  changed: Changed = editedIn(candidate),
): Promise<Candidate> {
  const { settings } = candidate
  const levels = levelsOf(settings)
  if (levels.length === 0) return candidate
  let so = candidate
  let others = changed
  const derived = new Map<FaceSetting, ReadZone>()
  for (const level of levels) {
    const made = await makeLevel(so, levels, level, { changed: others, derived }, parts)
    const placed = await placeMade(so, made, { comparing: parts.comparing, judge: wrongIn })
    const staying = parts.isReload && running !== undefined ? refusedAsServed(placed, running, made) : placed
    const laid = await laidOver(asServed(staying, running, made), running, level, parts)
    others = withOthers(others, so, laid)
    so = laid
  }
  return so
}

/** A face that comes out as it was made before stays the edition that is served, with its layer. */
function asServed(
  candidate: Candidate,
  running: Candidate | undefined,
  made: ReadonlyMap<FaceSetting, ReadZone>,
): Candidate {
  if (made.size === 0 || running === undefined || candidate === running) return candidate
  const before = new Map(running.loaded.faces.map((face) => [keyOf(face), face]))
  const faces = candidate.loaded.faces.map((face) => {
    const was = made.has(face.face) ? before.get(keyOf(face)) : undefined
    if (was?.zone === undefined || face.zone === undefined || !sameImage(was.zone, face.zone)) return face
    return { ...face, zone: was.zone, served: was.served }
  })
  return withServed(candidate, faces)
}

/** Refused faces stay as they are served, but not under other settings: a new rule may be there to hide just that. */
function refusedAsServed(
  candidate: Candidate,
  running: Candidate,
  made: ReadonlyMap<FaceSetting, ReadZone>,
): Candidate {
  const isRefused = candidate.loaded.faces.some(
    ({ face }, i) => candidate.states[i] === 'stale-source' && made.has(face),
  )
  if (!isRefused || !isDeepStrictEqual(candidate.settings, running.settings)) return candidate
  const before = new Map(running.loaded.faces.map((face) => [keyOf(face), face]))
  const faces = candidate.loaded.faces.map((face, i) => {
    const was = before.get(keyOf(face))
    if (!made.has(face.face) || candidate.states[i] !== 'stale-source' || was?.served === undefined) return face
    const { zone, served, lines, madeOf, inState, bare, asked } = was
    return { ...face, zone, served, lines, madeOf, inState, ...(bare && { bare }), ...(asked && { asked }) }
  })
  return withServed(candidate, faces)
}

function keyOf({ face, name }: LoadedFace): string {
  return `${face.viewName} ${name}`
}

/** Faces, not made ones, that serve something else than their files have, or that another server maintains. */
function editedIn({ loaded }: Candidate): ReadonlySet<string> {
  return new Set(
    loaded.faces.flatMap(({ face, zone, served, origin }) =>
      !isMade(face) && served !== undefined && (served !== zone || isForeign(face))
        ? [faceKey({ view: face.viewName, origin })]
        : [],
    ),
  )
}

function withOthers(changed: Changed, before: Candidate, { loaded }: Candidate): Changed {
  if (changed === 'all') return changed
  const others = loaded.faces.filter(({ served }, i) => served !== before.loaded.faces[i]!.served)
  if (others.length === 0) return changed
  return new Set([...changed, ...others.map(({ face, origin }) => faceKey({ view: face.viewName, origin }))])
}

export type Round = {
  readonly changed: Changed
  /** Faces of earlier levels that are completed later. */
  readonly derived: Map<FaceSetting, ReadZone>
}

/** Makes those faces of the level that have to be made anew. `levels`: all levels, this one among them. */
export async function makeLevel(
  candidate: Candidate,
  levels: readonly Level[],
  level: Level,
  { changed, derived }: Round,
  { make }: Pick<MadeParts, 'make'>,
): Promise<ReadonlyMap<FaceSetting, ReadZone>> {
  const { settings, loaded } = candidate
  const wanted = remadeOf(candidate, level, changed, derived)
  if (wanted.size === 0) return new Map()
  const after = levels.slice(levels.indexOf(level) + 1).filter(({ kind }) => kind === 'derived')
  const later = new Set(after.flatMap(({ faces }) => faces))
  const standing: Standing = { settings, faces: loaded.faces, derived, later }
  const made = await remake(standing, level, wanted, make)
  if (level.kind === 'completed') return made
  for (const [face, read] of made) if (face.reverse) derived.set(face, read)
  return new Map([...made].filter(([face]) => face.reverse === undefined))
}

/** The candidate with the faces that were made, where they may be served; `judge` looks at each that changes. */
export async function placeMade(
  candidate: Candidate,
  made: ReadonlyMap<FaceSetting, ReadZone>,
  { comparing, judge }: { readonly comparing: Comparing; readonly judge: Judge },
): Promise<Candidate> {
  if (made.size === 0) return candidate
  const faces = candidate.loaded.faces.slice()
  const states = candidate.states.slice()
  const coming = new Map<number, Coming>()
  for (const [i, face] of faces.entries()) {
    const read = made.get(face.face)
    if (read === undefined) continue
    if (read.subject === undefined || hasError(read.problems)) {
      faces[i] = refused(face, read.problems, read)
      states[i] = refusedState(face)
    } else if (face.zone !== undefined && (await comparing.isSame(face.zone, read.subject.zone))) {
      faces[i] = asMade(face, read)
      states[i] = 'current'
    } else coming.set(i, await comingOf(candidate, face, read, comparing))
  }
  for (const [i, problems] of refusedOf(candidate, coming, judge)) {
    faces[i] = refused(faces[i]!, problems, made.get(faces[i]!.face)!)
    states[i] = refusedState(faces[i]!)
  }
  for (const [i, { read }] of coming) {
    const { zone, text } = read.subject
    const face = asMade(faces[i]!, read)
    faces[i] = { ...face, zone, served: zone, lines: text.lines, madeOf: [], inState: false }
    states[i] = 'current'
  }
  return withServed(candidate, faces, states)
}

type Made = Extract<ReadZone, JudgedZone>

type Coming = {
  readonly name: FaceName
  readonly edition: Zone
  readonly changed: readonly number[]
  readonly read: Made
}

async function comingOf(
  { settings }: Candidate,
  { view, origin, served }: LoadedFace,
  read: Made,
  comparing: Comparing,
): Promise<Coming> {
  const edition = read.subject.zone
  const changes = served && (await comparing.difference(served, edition, transferOctets(edition)))
  return { name: { view: settings.views[view]!.name, origin }, edition, changed: nodesOf(edition, changes), read }
}

function nodesOf(zone: Zone, changes: Changeset | undefined): readonly number[] {
  return changes ? changedNodes(zone, changes) : Array.from({ length: zone.nodes }, (_, node) => node)
}

/** Takes out of `coming` the faces that must not be served, and judges the others again without them. */
function refusedOf(candidate: Candidate, coming: Map<number, Coming>, judge: Judge): Map<number, readonly Problem[]> {
  const wrong = new Map<number, readonly Problem[]>()
  for (let found = -1; found !== wrong.size; ) {
    found = wrong.size
    const all = [...coming]
    for (const [i, { name, edition, changed }] of all) {
      const beside = all.flatMap(([j, one]) =>
        j === i || wrong.has(j) ? [] : [{ name: one.name, edition: one.edition }],
      )
      const problems = judge(candidate, { name, edition, changed, beside })
      if (problems.length === 0) continue
      wrong.set(i, problems)
      coming.delete(i)
    }
  }
  return wrong
}

function refused(face: LoadedFace, problems: readonly Problem[], read: ReadZone): LoadedFace {
  return { ...withFindings(face, problems), lastRead: filesRead(read) }
}

function refusedState({ served }: LoadedFace): FaceState {
  return served === undefined ? 'refused' : 'stale-source'
}

/** Notes what the round made of the face, changed or not. */
function asMade(face: LoadedFace, { problems, bare, asked }: Made): LoadedFace {
  return { ...withFindings(face, problems), ...(bare && { bare }), ...(asked && { asked }) }
}

/** Replaces the face's own findings; those of its view stay. */
function withFindings(face: LoadedFace, own: readonly Problem[]): LoadedFace {
  const { lastRead: _, ...plain } = face
  const beside = face.problems.filter((one) => !face.own.includes(one))
  return { ...plain, own, problems: sortProblems([...own, ...beside]) }
}

/** The candidate with the layers of the level's faces laid over; a face that a later level completes gets its layer then. */
export async function laidOver(
  candidate: Candidate,
  running: Candidate | undefined,
  { kind, faces: own }: Level,
  { overlay }: Pick<MadeParts, 'overlay'>,
): Promise<Candidate> {
  const names = overlay.names()
  if (names.length === 0) return candidate
  const inLevel = new Set(own)
  const faces = candidate.loaded.faces.slice()
  const places = new Map(faces.map((one, i) => [one, i]))
  for (const name of names) {
    const face = faceOf(candidate, name)
    if (face === undefined || !inLevel.has(face.face) || (kind === 'derived' && face.face.reverse)) continue
    const judged = judgedIn(candidate, running, name, overlay)
    const served = await servedOver(name, face, running && faceOf(running, name), judged)
    if (served !== undefined && served !== face.served) faces[places.get(face)!] = { ...face, served }
  }
  return withServed(candidate, faces)
}
