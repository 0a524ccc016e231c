// Problems as a whole: the order in which we show them, and how many there are.

import type { Said } from '../../dns/said.ts'
import type { Problem, Severity } from './problem.ts'
import { english, say } from './says.ts'
import type { Tell } from './text.ts'

export type Counts = { readonly [severity in Severity]: number } & { readonly files: number }

/** By file, line and column; problems at one place stay in the order found. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    ({ place: a }, { place: b }) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column,
  )
}

export function countProblems(problems: readonly Pick<Problem, 'severity' | 'place'>[]): Counts {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { severity } of problems) counts[severity]++
  return { ...counts, files: new Set(problems.map(({ place }) => place.file)).size }
}

/** `3 errors, 1 warning in 2 files`, or `no problems`. */
export function summaryText(problems: readonly Problem[], tell: Tell = english.text): string {
  const counts = countProblems(problems)
  const found = countsSaid(counts)
  const where = counted(counts.files, 'one-file', 'files')
  return tell(found.length === 0 ? say('no-problems') : say('found-in', { found, where }))
}

/** `3 errors` and `1 warning`; nothing where there are none. */
export function countsSaid({ error, warning, info }: Omit<Counts, 'files'>): Said[] {
  return [
    ...counted(error, 'one-error', 'errors'),
    ...counted(warning, 'one-warning', 'warnings'),
    ...counted(info, 'one-remark', 'remarks'),
  ]
}

/** `1 error`, `3 errors`, or nothing. */
function counted(
  count: number,
  one: 'one-error' | 'one-warning' | 'one-remark' | 'one-file',
  several: 'errors' | 'warnings' | 'remarks' | 'files',
): Said[] {
  return count === 0 ? [] : [count === 1 ? say(one) : say(several, { count })]
}

/** Compares by code unit: the same on every machine, whatever its language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
