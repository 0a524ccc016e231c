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
import type { Candidate } from '../store/generation/candidate.ts'
import type { Generations } from '../store/generation/generations.ts'
import { isStill } from '../store/generation/numbered.ts'
import type { FaceAs, House, Judged, Published } from '../store/house.ts'
import { thisMoment } from '../system/clocks.ts'
import type { Settings } from '../text/config/settings.ts'
import { severitiesOf } from '../text/config/severities.ts'
import { isForeign } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import { english, say } from '../text/findings/says.ts'
import { LineMap } from '../text/zonefile/lines.ts'
import { ZoneText } from '../text/zonefile/zone-text.ts'
import { linesOf } from '../transfer/copy-lines.ts'
import type { View } from '../views/view.ts'
import { rowIn } from '../zone/in-rows.ts'
import type { NameMark } from '../zone/touched.ts'
import type { Zone } from '../zone/zone.ts'
import type { ZoneSet } from '../zone/zone-set.ts'
import { CanaryWatch } from './canary-watch.ts'
import { faceWith, firstOf, type PlaceInSettings, placeIn, placeOf } from './face-places.ts'
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

/** Errors and leaks that keep the edition from being served. A record that was no leak when it came may be one beside today's files. */
export function wrongIn(candidate: Candidate, judged: Judging): readonly Problem[] {
  const { errors, leaks } = foundIn(candidate, judged)
  return errors.length > 0 ? errors : leaks()
}

type Judging = Pick<Judged, 'name' | 'edition' | 'changed' | 'beside'>

/** The same, errors and leaks apart. `leaks` looks at these nodes: all that have changed, or some of them. */
export function foundIn(
  candidate: Candidate,
  { name, edition, changed, beside }: Judging,
): { readonly errors: readonly Problem[]; readonly leaks: (nodes?: readonly number[]) => readonly Problem[] } {
  const at = placeIn(candidate, name)!
  const { face, zone, served } = faceWith(candidate, at)
  // Arrivals has looked at a zone that comes whole. The rules asked here look at apexes alone, which all editions share.
  const isWhole = changed.length === 0 && isForeign(face)
  const views = isWhole ? candidate.loaded.views : withEditions(candidate, [...beside, { name, edition }])
  const errors = errorsIn(candidate, at, { name, edition, changed, zones: views[at.view]!.zones })
  // What another server's zone had when it last came whole may be from when only few saw it: here only what is served is no news.
  const base = isForeign(face) ? served : zone
  const leaks = (nodes = changed) => newLeaks(leakScene(candidate, views, at), base, edition, nodes)
  return { errors, leaks }
}

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

export function leakScene(candidate: Candidate, views: readonly View[], at: PlaceInSettings): LeakScene {
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

const scratch = new Suffixes()
