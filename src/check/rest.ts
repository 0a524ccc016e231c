// Of many findings of one kind a person reads some; one more stands for all others. Comments, allowances and baselines take known
// ones away, so where there are any, many are held until that is done, and only then cut.

import type { Problem } from '../report/problem.ts'
import { MAX_NOTES } from '../zone/builder.ts'
import { fill } from './saying.ts'

/** Findings of one rule that are told one by one. */
export const MOST_FINDINGS = 100

/** Findings of one rule in one zone that are held while known ones are taken away. The last one noted shows that there are more. */
export const MOST_HELD = MAX_NOTES - 1

/** `finding` in the place of as many `others`. `more`: how it speaks of them. */
export function restOf(finding: Problem, others: number, more = '… and {count} more of the same kind'): Problem {
  const { rule, severity, place, source, sourceColumn } = finding
  return { rule, severity, message: fill(more, { count: others }), place, source, sourceColumn, others }
}

/** Of each rule in each file no more than a person reads. */
export function cutFindings(problems: readonly Problem[], more: string | undefined): Problem[] {
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
    return [kind.shown <= MOST_FINDINGS ? problem : restOf(problem, kind.told - MOST_FINDINGS + kind.others, more)]
  })
}
