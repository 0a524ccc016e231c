// Finds what is wrong between the zones of one view. We check a refused zone too, so that all its errors come at once; but other zones
// do not see its names, so one refusal does not cause the next.

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
  /** The zone as read; undefined where we could not read the file. */
  readonly read: JudgedZone | undefined
  /** The last good version, which Janus serves if it refuses this one. */
  readonly fallback?: Zone | undefined
  /** Janus makes its records from another face, without those that lead nowhere: other zones decide which records it has. */
  readonly derived?: boolean
}

export type ViewFacts = Pick<ViewZones, 'name' | 'public' | 'inside' | 'completed' | 'signed' | 'chained'>

/** For each member, the problems that show only beside the other zones of its view. */
export function checkView(
  rules: readonly ActiveRule[],
  members: readonly ViewMember[],
  facts: ViewFacts = {},
): Problem[][] {
  return checkMembers(rules, members, viewOf(members, facts))
}

/** The same, for a view made before. */
function checkMembers(rules: readonly ActiveRule[], members: readonly ViewMember[], view: ViewZones): Problem[][] {
  return allSteps(checkingMembers(rules, members, view))
}

/** The same in steps. */
function* checkingMembers(
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

/** The problems of one member. `names`: the finder of the view, if there is one already. */
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
 * The problems, by member, of members whose new aliases break MX or NS records of others (breaks.ts). `referring`: the only members
 * that may refer to what has changed; by default all.
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

/** A view that notes which of its zones somebody has asked. */
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

/** The view for checking member `index`: it has that member in it, even if Janus refuses it. */
export function asked(view: ViewZones, index: number, read: JudgedZone): ViewZones {
  return view.subjects[index] === undefined ? withSelf(view, index, read) : view
}

function withSelf(view: ViewZones, index: number, { subject }: JudgedZone): ViewZones {
  const zones = view.zones.members.map((member, i) => (i === index ? { ...member, zone: subject.zone } : member))
  return { ...view, zones: new ZoneSet(zones), subjects: view.subjects.with(index, subject) }
}
