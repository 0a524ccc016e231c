// Which zones of a view are refused for what stands in others, where last good versions are there to fall back on. No edit of
// one zone takes another, which nobody touched, out of service:
//
//   an alias that comes where another zone's MX or NS names a host   refuses the zone with the alias (check/breaks.ts)
//   any other error between zones                                    refuses the zone in which it is, if that has changed
//
// A zone that is refused is served as it was, and that may bring about the next: each round looks at what would be served.

import { breaksOf, checkingMembers, type ViewFacts, type ViewMember, viewOf } from '../check/check-view.ts'
import { hasError } from '../check/read-zone.ts'
import type { ActiveRule } from '../check/walk.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Sliced } from './slices.ts'
import { diffZones } from './zone-diff.ts'

/** `foreign`: another server's. It is refused for what it would break here, and for nothing else. */
export type SettledMember = ViewMember & { readonly foreign?: boolean }

/** For each member the problems that its view makes visible, as checkView() gives them. */
export function* settlingView(
  rules: readonly ActiveRule[],
  members: readonly SettledMember[],
  facts: ViewFacts,
): Sliced<Problem[][]> {
  /** Members that make such aliases. Without them the others look different, and are judged anew. */
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
    for (const problems of yield* checkingMembers(rules, current, view)) {
      found.push(softened(problems, current[found.length]!))
      yield
    }
    const more = found.flatMap((problems, i) =>
      hasError(problems) && !hasError(members[i]!.read!.problems) ? [i] : [],
    )
    if (more.length === 0) return found.map((problems, i) => refused.get(i) ?? problems)
    for (const i of more) refused.set(i, found[i]!)
  }
}

/** A zone that says what it said before is served on, whatever became of the others. */
function softened(problems: Problem[], { read, fallback, foreign = false }: SettledMember): Problem[] {
  if (read === undefined || !hasError(problems)) return problems
  if (!foreign && (fallback === undefined || diffZones(fallback, read.subject.zone, 0).total > 0)) return problems
  return problems.map((problem) => (problem.severity === 'error' ? { ...problem, severity: 'warning' } : problem))
}
