// Problems for programs.

import { unreadableEscaped } from './json-escape.ts'
import type { ToldProblem } from './problem.ts'
import { countProblems } from './summary.ts'

/** One JSON document: `version` grows only when a member changes its meaning or goes away. */
export function problemsJson(problems: readonly ToldProblem[]): string {
  const { error, warning, info, files } = countProblems(problems)
  const document = {
    version: 1,
    summary: { errors: error, warnings: warning, infos: info, files },
    problems,
  }
  return unreadableEscaped(JSON.stringify(document, null, 2))
}
