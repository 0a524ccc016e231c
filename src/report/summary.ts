// Problems as a whole: in which order they are shown, and how many there are.

import type { Problem, Severity } from './problem.ts'

export type Counts = { readonly [severity in Severity]: number } & { readonly files: number }

/** By file, line and column; what stands at one place stays in the order found. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    ({ place: a }, { place: b }) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column,
  )
}

export function countProblems(problems: readonly Problem[]): Counts {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { severity } of problems) counts[severity]++
  return { ...counts, files: new Set(problems.map(({ place }) => place.file)).size }
}

/** `3 errors, 1 warning in 2 files`, or `no problems`. */
export function summaryText(problems: readonly Problem[]): string {
  const { error, warning, info, files } = countProblems(problems)
  const parts = [counted(error, 'error'), counted(warning, 'warning'), counted(info, 'remark')].filter(
    (part) => part !== '',
  )
  return parts.length === 0 ? 'no problems' : `${parts.join(', ')} in ${counted(files, 'file')}`
}

function counted(count: number, word: string): string {
  return count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`
}

/** By code unit: the same on every machine, whatever its language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
