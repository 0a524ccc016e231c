// What is wrong between the zones of one view. We check a refused zone too, so that all its errors come at once; but the others
// do not know its names: one refusal does not bring about the next.

import type { Problem } from '../text/findings/problem.ts'
import { ConsultedZones } from '../zone/consulted-zones.ts'
import { NameFinder } from '../zone/name-finder.ts'
import { allSteps, type Steps } from '../zone/steps.ts'
import type { Zone } from '../zone/zone.ts'
import { type Member, ZoneSet } from '../zone/zone-set.ts'
import { findingBreaks } from './breaks.ts'
import { answerable, hasError, type JudgedZone } from './read-zone.ts'
import type { ViewZones } from './subject.ts'
import { type ActiveRule, walkingInView } from './walk.ts'

export type ViewMember = {
  readonly apex: Uint8Array
  /** What was read; undefined where the file could not be had. */
  readonly read: JudgedZone | undefined
  /** What Janus serves if it refuses this one: the last good version. */
  readonly fallback?: Zone | undefined
  /** Made from another face, without what leads to nowhere: what other zones have decides about its records. */
  readonly derived?: boolean
}

export type ViewFacts = Pick<ViewZones, 'name' | 'public' | 'inside' | 'completed' | 'signed' | 'chained'>

/** For each member the problems that its view makes visible. */
export function checkView(
  rules: readonly ActiveRule[],
  members: readonly ViewMember[],
  facts: ViewFacts = {},
): Problem[][] {
  return checkMembers(rules, members, viewOf(members, facts))
}

/** The same where the view is known already. */
function checkMembers(rules: readonly ActiveRule[], members: readonly ViewMember[], view: ViewZones): Problem[][] {
  return allSteps(checkingMembers(rules, members, view))
}

/** The problems of each member. */
export function* checkingMembers(
  rules: readonly ActiveRule[],
  members: readonly ViewMember[],
  view: ViewZones,
): Steps<Problem[][]> {
  const names = new NameFinder(view.zones)
  const found: Problem[][] = []
  for (const i of members.keys()) {
    found.push(yield* checkingMember(rules, members, view, i, names))
    yield
  }
  return found
}

/** `names`: of the view, if others have asked it already. */
export function* checkingMember(
  rules: readonly ActiveRule[],
  members: readonly ViewMember[],
  view: ViewZones,
  index: number,
  names?: NameFinder,
): Steps<Problem[]> {
  const { read } = members[index]!
  if (read === undefined) return []
  const own = asked(view, index, read)
  return yield* walkingInView(answerable(rules, read.subject), read.subject, own, own === view ? names : undefined)
}

/**
 * By member what is found of it, of those that make aliases of what others' MX and NS name. `referring`: only these others may name
 * what has changed; by default any.
 */
export function* breaksOf(
  rules: readonly ActiveRule[],
  members: readonly ViewMember[],
  view: ViewZones,
  referring?: readonly number[],
): Steps<ReadonlyMap<number, Problem[]>> {
  const found = new Map<number, Problem[]>()
  for (const [i, breaks] of yield* findingBreaks(view, members, referring)) {
    const { subject } = members[i]!.read!
    found.set(i, yield* walkingInView(answerable(rules, subject), subject, { ...view, breaks }))
  }
  return found
}

/** A view that remembers of which of its zones somebody has asked. */
export type ConsultedView = Omit<ViewZones, 'zones'> & { readonly zones: ConsultedZones }

/** The zones that the view would serve. */
export function viewOf(members: readonly ViewMember[], facts: ViewFacts): ConsultedView {
  const good = members.map(({ read }) => read !== undefined && !hasError(read.problems))
  const served = members.map(
    ({ apex, read, fallback }, i): Member => ({ apex, zone: good[i] ? read!.subject.zone : fallback }),
  )
  const subjects = members.map(({ read }, i) => (good[i] ? read!.subject : undefined))
  return { ...facts, zones: new ConsultedZones(served), subjects }
}

/** The view as member `index` is asked about it: with itself in it, even if it is refused. */
export function asked(view: ViewZones, index: number, read: JudgedZone): ViewZones {
  return view.subjects[index] === undefined ? withSelf(view, index, read) : view
}

function withSelf(view: ViewZones, index: number, { subject }: JudgedZone): ViewZones {
  const zones = view.zones.members.map((member, i) => (i === index ? { ...member, zone: subject.zone } : member))
  return { ...view, zones: new ZoneSet(zones), subjects: view.subjects.with(index, subject) }
}
