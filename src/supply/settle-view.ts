// Decides which zones of a view are refused because of others, where there are last good versions. An edit of one zone must not take
// another, which nobody touched, out of service:
//
//   an alias that comes where another zone's MX or NS names a host   refuses the zone with the alias (check/breaks.ts)
//   any other error between zones                                    refuses the zone in which it is, if that has changed
//
// A refused zone is served as it was, and that may cause the next refusal: each round looks at what would be served.

import { askingReferences } from '../check/breaks.ts'
import {
  breaksOf,
  type ConsultedView,
  checkingMember,
  type ViewFacts,
  type ViewMember,
  viewOf,
} from '../check/check-view.ts'
import { hasError, type JudgedZone } from '../check/read-zone.ts'
import type { ActiveRule } from '../check/walk.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Consulted } from '../zone/consulted-zones.ts'
import type { Steps } from '../zone/steps.ts'
import type { Zone } from '../zone/zone.ts'
import type { Sliced } from './slices.ts'
import { diffZones } from './zone-diff.ts'

/** `foreign`: the zone is another server's, and is refused only for what it would break here. */
export type SettledMember = ViewMember & { readonly foreign?: boolean }

/** A view in which nothing was found: another look need only take what has changed, and what asked for that. */
export type GoodView = {
  readonly view: ConsultedView
  /** By member, the zones that its rules asked. */
  readonly asked: readonly Consulted[]
}

export type SettledView = {
  /** For each member the problems that its view makes visible, as checkView() gives them. */
  readonly found: readonly (readonly Problem[])[]
  readonly good?: GoodView
}

export function* settlingView(
  rules: readonly ActiveRule[],
  members: readonly SettledMember[],
  facts: ViewFacts,
): Sliced<SettledView> {
  /** Members with such aliases. Without them the others look different, so we judge these anew. */
  const makers = new Map<number, Problem[]>()
  let refused = new Map<number, Problem[]>()
  for (;;) {
    const current = members.map((member, i) => (refused.has(i) ? { ...member, read: undefined } : member))
    const view = viewOf(current, facts)
    const breaking = yield* breaksOf(rules, current, view)
    if (breaking.size > 0) {
      for (const [i, problems] of breaking) makers.set(i, problems)
      refused = new Map(makers)
      continue
    }
    const found: Problem[][] = []
    const asked: Consulted[] = []
    for (const [i, member] of current.entries()) {
      const looked = yield* looking(rules, current, view, i)
      found.push(softened(looked.result, member))
      asked.push(looked.asked)
      yield
    }
    const more = found.flatMap((problems, i) =>
      hasError(problems) && !hasError(members[i]!.read!.problems) ? [i] : [],
    )
    if (more.length === 0) {
      const isGood = refused.size === 0 && found.every((problems) => problems.length === 0)
      const judged = members.every(({ read }) => read !== undefined && !hasError(read.problems))
      return {
        found: found.map((problems, i) => refused.get(i) ?? problems),
        ...(isGood && judged && { good: { view, asked } }),
      }
    }
    for (const i of more) refused.set(i, found[i]!)
  }
}

/** The problems of one member, and the zones that finding them asked. */
function* looking(
  rules: readonly ActiveRule[],
  members: readonly SettledMember[],
  view: ConsultedView,
  index: number,
): Sliced<{ readonly result: Problem[]; readonly asked: Consulted }> {
  return yield* view.zones.consulting(findingAndAsking(rules, members, view, index))
}

function* findingAndAsking(
  rules: readonly ActiveRule[],
  members: readonly SettledMember[],
  view: ConsultedView,
  index: number,
): Steps<Problem[]> {
  yield* askingReferences(view.zones, index)
  return yield* checkingMember(rules, members, view, index)
}

/**
 * The same view with other zones, by member; undefined where something is found, so that the caller has to look at the whole view.
 * `served`: each member's served zone.
 */
export function* settlingAgain(
  rules: readonly ActiveRule[],
  { view: before, asked }: GoodView,
  served: readonly (Zone | undefined)[],
  changed: ReadonlyMap<number, JudgedZone>,
): Sliced<GoodView | undefined> {
  const subjects = before.subjects.slice()
  for (const [i, { subject }] of changed) subjects[i] = subject
  const zones = before.zones.with(new Map([...changed].map(([i, { subject }]) => [i, subject.zone])))
  const view = { ...before, zones, subjects }
  const concerned = [...asked.keys()].filter((i) => changed.has(i) || isAmong(asked[i]!, changed))
  const members = subjects.map((subject, i): SettledMember => {
    const { apex } = before.zones.member(i)!
    return { apex, fallback: served[i], read: changed.get(i) ?? { subject: subject!, problems: [] } }
  })
  if ((yield* breaksOf(rules, members, view, concerned)).size > 0) return undefined
  const next = asked.slice()
  for (const i of concerned) {
    const looked = yield* looking(rules, members, view, i)
    if (looked.result.length > 0) return undefined
    next[i] = looked.asked
    yield
  }
  return { view, asked: next }
}

function isAmong(asked: Consulted, changed: ReadonlyMap<number, unknown>): boolean {
  return asked === 'all' || asked.some((i) => changed.has(i))
}

/** Makes errors warnings for a zone with the same content as before: Janus goes on serving it, whatever became of the others. */
function softened(problems: Problem[], { read, fallback, foreign = false }: SettledMember): Problem[] {
  if (read === undefined || !hasError(problems)) return problems
  if (!foreign && (fallback === undefined || diffZones(fallback, read.subject.zone, 0).total > 0)) return problems
  return problems.map((problem) => (problem.severity === 'error' ? { ...problem, severity: 'warning' } : problem))
}
