// Cuts many findings of one kind to as many as a person reads, and one more that stands for all others. Comments, allowances and
// baselines take known findings away; where there are any, we hold many until that is done, and cut them only then.

import type { Problem } from '../text/findings/problem.ts'
import { saying } from '../text/findings/told.ts'
import { MAX_NOTES } from '../zone/notes.ts'
import { say } from './says.ts'

/** The most findings of one rule that we tell one by one. */
export const MOST_FINDINGS = 100

/** The most findings of one rule in one zone that we hold while we take known ones away. One more note shows that there are more. */
export const MOST_HELD = MAX_NOTES - 1

/** One finding that stands for `others` findings, at the place of `finding`. `more`: its text. */
export function restOf(
  finding: Omit<Problem, 'said'>,
  others: number,
  more = say('more-of-kind', { count: others }),
): Problem {
  const { rule, severity, place, source, sourceColumn } = finding
  return { rule, severity, ...saying(more), place, source, sourceColumn, others }
}

/** The problems, cut to as many of each rule in a file as a person reads. */
export function cutFindings(problems: readonly Problem[]): Problem[] {
  const kinds = new Map<string, { told: number; others: number; shown: number }>()
  const kindOf = ({ rule, severity, place }: Problem) => {
    const key = JSON.stringify([rule, severity, place.file])
    const kind = kinds.get(key) ?? { told: 0, others: 0, shown: 0 }
    kinds.set(key, kind)
    return kind
  }
  const counted = problems.map((problem) => {
    const kind = kindOf(problem)
    if (problem.others === undefined) kind.told++
    else kind.others += problem.others
    return { problem, kind }
  })
  return counted.flatMap(({ problem, kind }) => {
    if (kind.told <= MOST_FINDINGS) return [problem]
    if (problem.others !== undefined || ++kind.shown > MOST_FINDINGS + 1) return []
    return [kind.shown <= MOST_FINDINGS ? problem : restOf(problem, kind.told - MOST_FINDINGS + kind.others)]
  })
}

/** The first `most` findings of each rule, and one more that says how many others there are, and in how many files. */
export function fewOfEach(problems: readonly Problem[], most: number): Problem[] {
  const kinds = Map.groupBy(problems, ({ rule, severity }) => `${rule} ${severity}`)
  const rest = new Map<Problem, Problem>()
  const left = new Set<Problem>()
  for (const same of kinds.values()) {
    // To show one more finding is as short as to say that there is one.
    if (same.length <= most + 1) continue
    const others = same.slice(most)
    for (const problem of others) left.add(problem)
    const count = others.reduce((sum, { others = 1 }) => sum + others, 0)
    const files = new Set(others.map(({ place }) => place.file)).size
    const more = files > 1 ? say('more-in-files', { count, files }) : say('more-with-all', { count })
    rest.set(same[most - 1]!, restOf(others[0]!, count, more))
  }
  return problems.flatMap((problem) => {
    const behind = rest.get(problem)
    if (left.has(problem)) return []
    return behind === undefined ? [problem] : [problem, behind]
  })
}
