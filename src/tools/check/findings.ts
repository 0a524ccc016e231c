// Collects what the rules find in faces and between them, face by face, and notes the other views that each finding speaks of.

import { checkingMember, viewOf } from '../../check/check-view.ts'
import { type CheckedView, compareOne, type Side } from '../../check/check-views.ts'
import { applyIgnores } from '../../check/ignores.ts'
import { cutFindings } from '../../check/rest.ts'
import { leakInside } from '../../check/rules/leak-inside.ts'
import type { ActiveRule } from '../../check/walk.ts'
import { nameText } from '../../dns/name-text.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { sortProblems } from '../../text/findings/summary.ts'
import { NameFinder } from '../../zone/name-finder.ts'
import { allSteps } from '../../zone/steps.ts'
import { today } from '../diff/reviewed.ts'
import { signingProblems } from '../dnssec/problems.ts'
import { withoutAllowedLeaks } from '../leaks/allowed.ts'
import { mailProblems } from '../mail/problems.ts'
import { certificateProblems } from '../servers/certificates.ts'
import { serverProblems } from '../servers/problems.ts'
import { otherZones } from './other-zones.ts'
import { type Faces, viewsOf } from './views.ts'

/**
 * `about`: the other views that it speaks of; `all`: it speaks of the server as a whole. `zones`: the other zones of its own view that it
 * speaks of; missing: none; `all`: any.
 */
export type Found = {
  readonly problem: Problem
  readonly about: 'all' | readonly string[]
  readonly zones?: 'all' | readonly string[]
}

/** The findings of one face; those that belong to no face have neither name. */
export type FaceFound = { readonly zone?: string; readonly view?: string; readonly found: readonly Found[] }

type Owner = { readonly zone: string | undefined; readonly view: string | undefined }
type Owned = Found & { readonly owner: Owner }

/** Finds in steps: yields after each face how many are done, and how many there are. */
export function* findingIn(
  settings: Settings,
  faces: Faces,
  rules: readonly ActiveRule[],
): Generator<readonly [done: number, all: number], FaceFound[]> {
  const own: Owned[] = []
  const views = viewsOf(settings, faces)
  const all = views.reduce((sum, { members }) => sum + members.length, 0)
  const owners = ownersOf(settings)
  let done = 0
  for (const found of inViews(rules, views, owners)) {
    own.push(...found)
    yield [++done, all]
  }
  const whole = yield* ofServer(settings, faces, [done, all])
  return byFace(settled([...own, ...whole.map(ownedBy(faces, settings))], settings, faces))
}

/** By view, the owner of each member, in their order. */
function ownersOf({ views, zones }: Settings): readonly (readonly Owner[])[] {
  return views.map(({ name: view }, i) =>
    zones.flatMap(({ name: zone, faces }) => faces.filter((face) => face.view === i).map(() => ({ zone, view }))),
  )
}

/** The findings between zones of a view, member by member. */
function* inViews(
  rules: readonly ActiveRule[],
  views: readonly CheckedView[],
  owners: readonly (readonly Owner[])[],
): Generator<Owned[]> {
  const comparing = rules.filter(({ rule }) => rule.check.over === 'faces')
  const sides = views.map((view): Side => ({ view, zones: viewOf(view.members, view) }))
  const places = views.map(({ members }) => new Map(members.map(({ apex }, i) => [keyOf(apex), i])))
  for (const [v, side] of sides.entries()) {
    const names = new NameFinder(side.zones.zones)
    for (const [i, { apex, read }] of side.view.members.entries()) {
      const owner = owners[v]![i]!
      const between = allSteps(checkingMember(rules, side.view.members, side.zones, i, names))
      const others = (problem: Problem) => otherZones(problem, side.zones.zones, i).map((m) => owners[v]![m]!.zone!)
      const found = [
        ...(read?.problems ?? []).map((problem): Owned => ({ owner, problem, about: [] })),
        ...between.map((problem): Owned => ({ owner, problem, about: [], zones: others(problem) })),
      ]
      for (const [w, other] of sides.entries()) {
        if (w === v) continue
        const place = places[w]!.get(keyOf(apex))
        const read = place === undefined ? undefined : other.view.members[place]!.read
        for (const problem of compareOne(comparing, side, i, { ...other, read }, w < v))
          found.push({ owner, problem, about: [other.view.name!] })
      }
      yield found.map(ofConfiguration)
    }
  }
}

/** A leak of inside addresses quotes networks of the configuration: it speaks of all. */
function ofConfiguration(found: Owned): Owned {
  return found.problem.rule === leakInside.name ? { ...found, about: 'all' } : found
}

function keyOf(apex: Uint8Array): string {
  return nameText(apex).toLowerCase()
}

/** The problems of rules that look at all views at once. */
function* ofServer(
  settings: Settings,
  faces: Faces,
  progress: readonly [number, number],
): Generator<readonly [number, number], Problem[]> {
  const mail = mailProblems(settings, faces)
  yield progress
  const servers = serverProblems(settings, faces)
  yield progress
  const signing = signingProblems(settings, faces)
  yield progress
  return [...mail, ...servers, ...signing, ...certificateProblems(settings, faces)]
}

/** Finds a problem's owner by the file in which it stands. */
function ownedBy(faces: Faces, { zones }: Settings): (problem: Problem) => Owned {
  const byFile = new Map<string, Owner>()
  for (const { name: zone, faces: its } of zones)
    for (const face of its)
      for (const file of faces.get(face)?.subject?.text.lines.files ?? [])
        if (!byFile.has(file)) byFile.set(file, { zone, view: face.viewName })
  return (problem) => ({ owner: byFile.get(problem.place.file) ?? NOBODY, problem, about: 'all' })
}

const NOBODY: Owner = { zone: undefined, view: undefined }

/** The findings without those that the configuration or a comment allows. */
function settled(all: readonly Owned[], settings: Settings, faces: Faces): Owned[] {
  const allowed = replaced(all, (problems) => withoutAllowedLeaks(problems, settings, faces, today()))
  const texts = [...faces.values()].flatMap(({ subject }) => subject?.text ?? [])
  return replaced(allowed, (problems) => applyIgnores(problems, texts))
}

/** The findings after `replace`: a new problem has the owner of the one at its place, or else of one in the same file. */
function replaced(all: readonly Owned[], replace: (problems: readonly Problem[]) => Problem[]): Owned[] {
  const owned = new Map<Problem, Owned>()
  const [byPlace, byFile] = [new Map<string, Owned>(), new Map<string, Owned>()]
  const placeOf = ({ rule, place: { file, line, column } }: Problem) => JSON.stringify([rule, file, line, column])
  const shared: Owned[] = []
  for (const one of all) {
    // A file of several views has the same findings in each of them.
    if (owned.has(one.problem)) shared.push(one)
    else owned.set(one.problem, one)
    byPlace.set(placeOf(one.problem), one)
    byFile.set(one.problem.place.file, one)
  }
  const kept = replace([...owned.keys()])
  const left = new Set(kept)
  const now = kept.flatMap((problem): Owned[] => {
    const before = owned.get(problem) ?? byPlace.get(placeOf(problem)) ?? byFile.get(problem.place.file)
    return before === undefined ? [] : [{ ...before, problem }]
  })
  return [...now, ...shared.filter(({ problem }) => left.has(problem))]
}

function byFace(all: readonly Owned[]): FaceFound[] {
  return [...Map.groupBy(all, ({ owner: { zone, view } }) => JSON.stringify([zone, view])).values()].map((its) => {
    const { zone, view } = its[0]!.owner
    const named = zone === undefined || view === undefined ? {} : { zone, view }
    return { ...named, found: [...Map.groupBy(its, ({ about }) => JSON.stringify(about)).values()].flatMap(cut) }
  })
}

/** As many findings of one kind as a person reads. The one that stands for the rest speaks of what they speak of. */
function cut(same: readonly Owned[]): Found[] {
  const { about } = same[0]!
  const between = new Map(same.flatMap(({ problem, zones }) => (zones === undefined ? [] : [[problem, zones]])))
  return sortProblems(cutFindings(same.map(({ problem }) => problem))).map((problem) => {
    const zones = problem.others === undefined || between.size === 0 ? between.get(problem) : 'all'
    return { problem, about, ...(zones !== undefined && zones.length > 0 && { zones }) }
  })
}
