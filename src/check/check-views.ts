// Checks all views together: each as a whole, and the faces of one zone beside each other.

import { sameName } from '../dns/name.ts'
import type { Problem } from '../text/findings/problem.ts'
import { asked, checkView, type ViewFacts, type ViewMember, viewOf } from './check-view.ts'
import { KnownChecks } from './known-checks.ts'
import { answerable, type JudgedZone } from './read-zone.ts'
import type { ViewZones } from './subject.ts'
import { type ActiveRule, walkFace } from './walk.ts'

export type CheckedView = ViewFacts & {
  readonly members: readonly ViewMember[]
  /** Whether we compare its zones with those of other views; by default we do. */
  readonly compared?: boolean
}

/** All findings that need more than one zone; those about a file in several views come for each view. `known`: earlier checks by the same rules. */
export function checkViews(
  rules: readonly ActiveRule[],
  views: readonly CheckedView[],
  known = new KnownChecks(),
): Problem[] {
  const own = views.flatMap((view, i) =>
    known.of(`${i}`, readsOf(view), () => checkView(rules, view.members, view).flat()),
  )
  return [...own, ...checkFaces(rules, views, known)]
}

function readsOf({ members }: CheckedView): (JudgedZone | undefined)[] {
  return members.map(({ read }) => read)
}

function checkFaces(rules: readonly ActiveRule[], views: readonly CheckedView[], known: KnownChecks): Problem[] {
  const comparing = rules.filter(({ rule }) => rule.check.over === 'faces')
  if (comparing.length === 0 || views.length < 2) return []
  const zones = views.map((view) => viewOf(view.members, view))
  const reads = views.map(readsOf)
  const problems: Problem[] = []
  for (const [a, first] of views.entries())
    for (const [b, second] of views.entries())
      if (a !== b && first.compared !== false && second.compared !== false)
        problems.push(
          ...known.of(`${a} ${b}`, [...reads[a]!, ...reads[b]!], () =>
            compare(comparing, { view: first, zones: zones[a]! }, { view: second, zones: zones[b]! }, b < a),
          ),
        )
  return problems
}

export type Side = { readonly view: CheckedView; readonly zones: ViewZones }

/** The findings about zones of `a` that differ from those of `b`. */
function compare(rules: readonly ActiveRule[], a: Side, b: Side, otherIsFirst: boolean): Problem[] {
  return a.view.members.flatMap((member, i) => {
    const other = b.view.members.find(({ apex }) => sameName(apex, 0, member.apex, 0))?.read
    return compareOne(rules, a, i, { ...b, read: other }, otherIsFirst)
  })
}

/** The findings about member `i`. `other`: the other view, with the same zone as read there, if it has that. */
export function compareOne(
  rules: readonly ActiveRule[],
  { view, zones }: Side,
  i: number,
  other: Side & { readonly read: JudgedZone | undefined },
  otherIsFirst: boolean,
): Problem[] {
  const { read } = view.members[i]!
  if (read === undefined) return []
  // One reading in both views, or none in the other: there is nothing to compare. But it may tell of other zones of that view.
  const isAlone = other.read === undefined || other.read === read
  if (isAlone && (view.public !== true || other.view.public === true)) return []
  const { subject } = other.read ?? read
  const active = answerable(rules, { complete: read.subject.complete && subject.complete })
  return walkFace(isAlone ? active.filter(({ rule }) => rule.leak) : active, read.subject, asked(zones, i, read), {
    subject,
    view: other.view,
    zones: other.zones.zones,
    isFirst: otherIsFirst,
  })
}
