// Problems for programs.

import { unreadableEscaped } from './json-escape.ts'
import type { Problem } from './problem.ts'
import { countProblems } from './summary.ts'

/** One JSON document: `version` grows only when a member changes its meaning or goes away. */
export function problemsJson(problems: readonly Problem[]): string {
  const { error, warning, info, files } = countProblems(problems)
  const document = {
    version: 1,
    summary: { errors: error, warnings: warning, infos: info, files },
    problems: problems.map(member),
  }
  return unreadableEscaped(JSON.stringify(document, null, 2))
}

/** The code and the parameters of the message stand beside it. */
function member({ said, rule, ...problem }: Problem) {
  return { rule, ...(said && { code: said.message.code, parameters: said.message.parameters ?? {} }), ...problem }
}
