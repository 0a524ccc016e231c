// Findings that two readings made: what several faces have in common is read for each of them, a file that is included twice is read
// twice, and a file of several views is looked at in each.

import type { Problem } from './problem.ts'

export function onceEach(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>()
  return problems.filter(({ rule, said, place, related }) => {
    const key = JSON.stringify([rule, said.message, place, related?.place])
    return !seen.has(key) && seen.add(key)
  })
}
