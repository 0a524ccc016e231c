// The server, as the store needs it: the zones that it serves, whether it may serve the next edition of one, and how it does.

import type { FaceChange } from '../answer/freshness.ts'
import { walkEdition } from '../check/edition.ts'
import { hasError } from '../check/read-zone.ts'
import { rulesFor } from '../check/ruleset.ts'
import type { Subject, ViewZones } from '../check/subject.ts'
import type { ActiveRule } from '../check/walk.ts'
import { nameText } from '../dns/name-text.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { type FaceName, faceKey, type Refused } from '../store/change.ts'
import { type Candidate, withoutContent } from '../store/generation/candidate.ts'
import type { FacePlace, Generations } from '../store/generation/generations.ts'
import { isStill } from '../store/generation/numbered.ts'
import { withServed } from '../store/generation/with-served.ts'
import type { FaceAs, House, Judged, Published } from '../store/house.ts'
import type { Store } from '../store/store.ts'
import type { LoadedFace } from '../supply/load.ts'
import { thisMoment } from '../system/clocks.ts'
import type { Settings } from '../text/config/settings.ts'
import { severitiesOf } from '../text/config/severities.ts'
import { isForeign, isMade } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import { english, say } from '../text/findings/says.ts'
import { LineMap } from '../text/zonefile/lines.ts'
import { ZoneText } from '../text/zonefile/zone-text.ts'
import { linesOf } from '../transfer/copy-lines.ts'
import type { View } from '../views/view.ts'
import { rowIn } from '../zone/in-rows.ts'
import type { Row } from '../zone/row.ts'
import type { NameMark } from '../zone/touched.ts'
import type { Zone } from '../zone/zone.ts'
import type { ZoneSet } from '../zone/zone-set.ts'
import { CanaryWatch } from './canary-watch.ts'
import { harmOf } from './foreign-harm.ts'
import { type LeakScene, newLeaks } from './new-leaks.ts'

/** Makes what clients are shown of these editions. Gives, by face, the names by which that differs; undefined where it may be any. */
export type BeforeShown = (
  published: readonly Published[],
) => Promise<ReadonlyMap<string, readonly NameMark[] | undefined>> | undefined

/** `changed`: called with the faces of which another edition is served, once it is. */
export function editionsOf(
  generations: Generations,
  changed: (faces: readonly FaceChange[]) => void,
  beforeShown: BeforeShown = () => undefined,
): House {
  const watch = new CanaryWatch()
  return {
    faceAt: (name) => {
      const at = placeOf(generations, name)
      const face = at && faceWith(generations.current.candidate, at)
      return face?.served && { base: face.zone, served: face.served }
    },
    hasFace: (name) => placeOf(generations, name) !== undefined,
    judge: (judged) => judge(generations, watch, judged),
    publish: (published) => {
      for (const { name, names, changes } of published) {
        // No changes: the same records lie in another image.
        if (changes?.length !== 0) watch.published(placeOf(generations, name)!, names)
      }
      const shown = beforeShown(published)
      if (shown === undefined) return publish(generations, published, changed)
      return shown.then((names) => publish(generations, withNames(published, names), changed))
    },
  }
}

/**
 * The candidate with the newest editions of its faces, where the sources still give what they gave when these were made. A face that
 * falls back on the last good version gets the edition of that which is served by now.
 */
export async function carried(made: Candidate, running: Candidate, store: Store): Promise<Candidate> {
  const candidate = withFetched(made, running)
  const faces = candidate.loaded.faces.slice()
  for (const name of store.edited) {
    const at = placeIn(candidate, name)
    const before = placeIn(running, name)
    if (at === undefined) continue
    const face = faceWith(candidate, at)
    if ((isForeign(face.face) && before !== undefined) || isMade(face.face)) continue
    const { served, lines } = before === undefined ? NOTHING : running.loaded.faces[before.face]!
    const wanted = face.zone === undefined ? latest(face.served, served) : await store.carried(name, face.zone)
    if (wanted === undefined || wanted === face.served) continue
    faces[at.face] = { ...face, served: wanted, ...(wanted === served && { lines }) }
  }
  return withServed(candidate, faces)
}

/** Puts the candidate's editions of edited faces into the store and its journal. Gives the candidate with the images in which they go on. */
export async function adopted(candidate: Candidate, running: Candidate, store: Store): Promise<Candidate> {
  const faces = candidate.loaded.faces.slice()
  for (const name of store.edited) {
    const at = placeIn(candidate, name)
    const before = placeIn(running, name)
    if (at === undefined || before === undefined) continue
    const face = faces[at.face]!
    const { zone, served } = face
    if (zone === undefined || served === undefined || running.loaded.faces[before.face]!.served === served) continue
    faces[at.face] = { ...face, served: await store.adopt(name, zone, served) }
  }
  return withServed(candidate, faces)
}

/** The candidate with the zones that have come from primaries since it was made: neither a reload nor a rollback takes them back. */
export function withFetched(candidate: Candidate, running: Candidate): Candidate {
  const faces = candidate.loaded.faces.slice()
  if (!faces.some(({ face }) => isForeign(face))) return candidate
  const before = new Map(running.loaded.faces.map((face) => [`${face.face.viewName} ${face.name}`, face]))
  const states = candidate.states.slice()
  for (const [i, one] of faces.entries()) {
    const known = before.get(`${one.face.viewName} ${one.name}`)
    // A face with another primary keeps the zone of the former until the new one has given its own.
    if (known === undefined || !isForeign(known.face) || !isForeign(one.face)) continue
    const { zone, served, lines } = known
    if (zone === one.zone && served === one.served) continue
    faces[i] = { ...one, zone, served, lines }
    states[i] = served ? 'current' : withoutContent(known)
  }
  return withServed(candidate, faces, states)
}

const NOTHING = { served: undefined, lines: undefined }

/** The fallback, or the newer edition of the same image that is served by now. */
function latest(fallback: Zone | undefined, served: Zone | undefined): Zone | undefined {
  return fallback?.image === served?.image ? served : fallback
}

/** The content that is served of the face, without signatures made here. */
export function servedOf({ current }: Generations, name: FaceName): Zone | undefined {
  const at = placeIn(current.candidate, name)
  return at && faceWith(current.candidate, at).served
}

/** The zone that clients are shown of the face, signed where it is signed here. */
export function shownOf(generations: Generations, name: FaceName): Zone | undefined {
  const at = placeOf(generations, name)
  return at && generations.current.generation.views[at.slot]!.zones.member(at.member)!.zone
}

/** The current generation's face of that name. */
export function faceIn({ current }: Generations, name: FaceName): LoadedFace | undefined {
  return faceOf(current.candidate, name)
}

export function faceOf(candidate: Candidate, name: FaceName): LoadedFace | undefined {
  const at = placeIn(candidate, name)
  return at && faceWith(candidate, at)
}

/** Names of the views that have a zone of that name. */
export function viewsWith({ current }: Generations, origin: Uint8Array): readonly string[] {
  const { settings } = current.candidate
  return settings.views.flatMap(({ name }) =>
    placeIn(current.candidate, { view: name, origin }) === undefined ? [] : [name],
  )
}

/** The apex of the view's zone in which a name lies. */
export function enclosingZone({ current }: Generations, view: string, name: Uint8Array): Uint8Array | undefined {
  const { settings, loaded } = current.candidate
  const zones = loaded.views[settings.views.findIndex((one) => one.name === view)]?.zones
  return zones?.member(zones.enclosing(scratch.set(name, 0)))?.apex
}

/** Faces that messages have changed. */
export type Overlay = {
  readonly names: () => readonly FaceName[]
  readonly isSame: (a: Zone, b: Zone) => Promise<boolean>
  /** A number that differs whenever layers may have changed, or a change was taken back. */
  readonly revision: number
  /** The edition to serve of a face whose source gives `base`. */
  readonly over: (name: FaceName, base: Zone, isGood: IsGood) => Promise<Zone>
}

/** Whether an edition may be served that differs from its source at these nodes. */
export type IsGood = (edition: Zone, changed: readonly number[]) => boolean

/** The candidate with the layers of its faces laid over; made faces come later (made-faces.ts). */
export async function overlaid(candidate: Candidate, running: Candidate, overlay: Overlay): Promise<Candidate> {
  const faces = candidate.loaded.faces.slice()
  for (const name of overlay.names()) {
    const at = placeIn(candidate, name)
    if (at === undefined) continue
    const face = faces[at.face]!
    if (isForeign(face.face) || isMade(face.face)) continue
    const isGood: IsGood = (edition, changed) => isGoodIn(candidate, name, edition, changed)
    const served = await servedOver(name, face, faceOf(running, name), { ...overlay, isGood })
    if (served !== undefined && served !== face.served) faces[at.face] = { ...face, served }
  }
  return withServed(candidate, faces)
}

export async function servedOver(
  name: FaceName,
  { zone, served }: LoadedFace,
  was: LoadedFace | undefined,
  { isSame, over, isGood }: Overlay & { readonly isGood: IsGood },
): Promise<Zone | undefined> {
  if (zone === undefined) return served === undefined ? undefined : latest(served, was?.served)
  // No layer lay over a zone from a primary.
  const isLaid = was !== undefined && !isForeign(was.face)
  if (isLaid && was.zone !== undefined && was.served !== undefined && (await isSame(was.zone, zone))) return was.served
  return over(name, zone, isGood)
}

/** Judges an edition by the rules of the current generation. */
export function goodNow({ current }: Generations, name: FaceName): IsGood {
  return (edition, changed) => isGoodIn(current.candidate, name, edition, changed)
}

function isGoodIn(candidate: Candidate, name: FaceName, edition: Zone, changed: readonly number[]): boolean {
  return wrongIn(candidate, { name, edition, changed, beside: [] }).length === 0
}

/** Errors and leaks that keep the edition from being served. A record that was no leak when it came may be one beside today's files. */
export function wrongIn(
  candidate: Candidate,
  { name, edition, changed, beside }: Pick<Judged, 'name' | 'edition' | 'changed' | 'beside'>,
): readonly Problem[] {
  const at = placeIn(candidate, name)!
  // Arrivals has looked at a zone that comes whole. The rules asked here look at apexes alone, which all editions share.
  const isWhole = changed.length === 0 && isForeign(faceWith(candidate, at).face)
  const views = isWhole ? candidate.loaded.views : withEditions(candidate, [...beside, { name, edition }])
  const errors = errorsIn(candidate, at, { name, edition, changed, zones: views[at.view]!.zones })
  if (errors.length > 0) return errors
  return newLeaks(leakScene(candidate, views, at), faceWith(candidate, at).zone, edition, changed)
}

export type PlaceInSettings = Omit<FacePlace, 'slot'>

/** The place of the face in the candidate; undefined where there is no such face. */
export function placeIn({ settings, loaded }: Candidate, { view, origin }: FaceName): PlaceInSettings | undefined {
  const index = settings.views.findIndex(({ name }) => name === view)
  if (index < 0) return undefined
  const { zones } = loaded.views[index]!
  const member = zones.enclosing(scratch.set(origin, 0))
  if (member < 0 || zones.apexAt(member, scratch) !== 0 || zones.member(member)!.withheld) return undefined
  return { view: index, member, face: firstOf(rowIn(loaded, 'faces'), index) + member }
}

export function faceWith({ loaded }: Candidate, { face }: Pick<FacePlace, 'face'>): LoadedFace {
  return rowIn(loaded, 'faces').at(face)!
}

/** Faces stand by view, and there may be tens of thousands of them. */
function firstOf(faces: Row<LoadedFace>, view: number): number {
  let [from, to] = [0, faces.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (faces.at(middle)!.view < view) from = middle + 1
    else to = middle
  }
  return from
}

function placeOf({ current }: Generations, name: FaceName): FacePlace | undefined {
  const at = placeIn(current.candidate, name)
  return at && { ...at, slot: current.generation.views.findIndex((view) => view.name === name.view) }
}

const scratch = new Suffixes()

function judge(
  generations: Generations,
  watch: CanaryWatch,
  { name, edition, changed, names, beside }: Judged,
): Refused | undefined {
  const at = placeOf(generations, name)!
  const { candidate, generation } = generations.current
  const findings = wrongIn(candidate, { name, edition, changed, beside })
  if (findings.length > 0) return { kind: 'findings', findings }
  const { settings } = candidate
  if (settings.operations.canaries.length === 0) return undefined
  const views = withEditions(candidate, [...beside, { name, edition }])
  const next = { ...generation, views: bySlot(generation.views, views) }
  const now = { ...generation, views: bySlot(generation.views, candidate.loaded.views) }
  const failing = watch.failing(settings, { now, next }, at, names).flatMap(({ failure }) => failure ?? [])
  return failing.length > 0 ? { kind: 'canaries', canaries: failing } : undefined
}

/** The candidate's views with these of its faces. */
function withEditions({ settings, loaded }: Candidate, editions: readonly FaceAs[]): readonly View[] {
  const byView = Map.groupBy(editions, ({ name }) => settings.views.findIndex((view) => view.name === name.view))
  return loaded.views.map((view, i) => {
    const own = byView.get(i)
    if (own === undefined) return view
    const members = own.map(({ name, edition }): [number, Zone] => [
      view.zones.enclosing(scratch.set(name.origin, 0)),
      edition,
    ])
    return { ...view, zones: view.zones.with(new Map(members)) }
  })
}

/** The views with the zones' content, in the order of the views that clients are shown. */
function bySlot(shown: readonly View[], content: readonly View[]): View[] {
  const byName = new Map(content.map((view) => [view.name, view]))
  return shown.map((view) => byName.get(view.name) ?? view)
}

type ErrorsIn = {
  readonly name: FaceName
  readonly edition: Zone
  readonly changed: readonly number[]
  /** The zones of the view, with the edition in its place. */
  readonly zones: ZoneSet
}

function leakScene(candidate: Candidate, views: readonly View[], at: PlaceInSettings): LeakScene {
  const { settings } = candidate
  return { settings, views, view: at.view, subjectOf, isForeign: isForeign(faceWith(candidate, at).face) }
}

/** Errors that keep the edition from being served. Another server's zone is refused only for what it would break of ours. */
function errorsIn(
  candidate: Candidate,
  at: PlaceInSettings,
  { name, edition, changed, zones }: ErrorsIn,
): readonly Problem[] {
  const { settings, loaded } = candidate
  const { face, served } = faceWith(candidate, at)
  const [subject, view] = [subjectOf(name, edition), viewOf(settings, at, zones)]
  if (isForeign(face))
    return harmOf({ subject, view, member: at.member, served, isOwn: ownIn(loaded, at.view) }, changed)
  const findings = walkEdition(errorRules(settings), { subject, view, member: at.member, served, changed })
  return hasError(findings) ? findings : []
}

/** A change has no lines to point at. */
function subjectOf({ view, origin }: FaceName, zone: Zone): Subject {
  const lines = new LineMap()
  const instead = say('instead-change', { zone: nameText(origin), view })
  lines.addRun(0, lines.addFile(english.text(instead), instead), 0)
  const notes = { outside: [], duplicates: [], ttls: [], longTtls: [] }
  return { zone, notes, text: new ZoneText(lines), complete: true, now: Math.floor(thisMoment().wall / 1000) }
}

function viewOf(settings: Settings, { view }: PlaceInSettings, zones: ZoneSet): ViewZones {
  const { name, public: open } = settings.views[view]!
  return { name, public: open, zones, subjects: [] }
}

/** Tells whether a member of the view is a zone of ours. */
function ownIn(loaded: Candidate['loaded'], view: number): (member: number) => boolean {
  const faces = rowIn(loaded, 'faces')
  const first = firstOf(faces, view)
  const { zones } = loaded.views[view]!
  // No face belongs to a zone that the view refuses.
  return (member) => zones.member(member)!.withheld !== true && !isForeign(faces.at(first + member)!.face)
}

/** The rules that refuse a zone: those of severity error. */
function errorRules(settings: Settings): readonly ActiveRule[] {
  const known = rulesOf.get(settings) ?? rulesFor('load', severitiesOf(settings.rules)).filter(isError)
  rulesOf.set(settings, known)
  return known
}

const rulesOf = new WeakMap<Settings, readonly ActiveRule[]>()

function isError({ severity }: ActiveRule): boolean {
  return severity === 'error'
}

function withNames(
  published: readonly Published[],
  shown: ReadonlyMap<string, readonly NameMark[] | undefined>,
): readonly Published[] {
  return published.map((one) => {
    const key = faceKey(one.name)
    return shown.has(key) ? { ...one, names: shown.get(key) } : one
  })
}

function publish(
  generations: Generations,
  published: readonly Published[],
  changed: (faces: readonly FaceChange[]) => void,
): void {
  const before = generations.current
  const faces = rowIn(before.candidate.loaded, 'faces')
  const editions = published.map(({ name, edition: zone, names, isBase, as }) => ({
    at: placeOf(generations, name)!,
    zone,
    names,
    ...(as && { as }),
    ...(isBase && { isBase, lines: linesOf(name.origin) }),
  }))
  const others = editions.filter(({ at, zone }) => faces.at(at.face)!.served !== zone)
  generations.edit(editions)
  const moved = editions.filter((_, i) => isOnlyMoved(published[i]!))
  for (const { at, zone } of moved) {
    const { served } = faces.at(at.face)!
    if (zone && served) isStill(zone, served)
  }
  if (moved.length === editions.length) isStill(generations.current, before)
  if (others.length > 0) changed(others.map(({ at: { slot: view, member }, names }) => ({ view, member, names })))
}

/** Whether the edition has the same records in another image. */
function isOnlyMoved({ changes, isBase, as }: Published): boolean {
  return changes?.length === 0 && !isBase && as === undefined
}
