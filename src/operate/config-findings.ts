// The findings in the configuration itself, and counts of findings, for `janus status`, metrics and the console.

import type { Server } from '../serve/server.ts'
import type { Problem, Severity } from '../text/findings/problem.ts'

export type Counts = Readonly<Record<Severity, number>>

/** The problems of the configuration as it was read last, and of what it says about rules. */
export async function configFindings(server: Server): Promise<readonly Problem[]> {
  const { rules } = server.latest
  const found = server.configProblems
  if (rules.length === 0) return found
  const { severityProblems } = await import('../check/severity-problems.ts')
  return [...found, ...severityProblems(rules)]
}

export function countsOf(problems: readonly Problem[]): Counts {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { severity, others = 1 } of problems) counts[severity] += others
  return counts
}
