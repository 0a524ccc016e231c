// Drops findings that two readings made: we read what several faces share once for each, and a file as often as files include it and views
// use it.

import type { Problem } from './problem.ts'

export function onceEach(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>()
  return problems.filter(({ rule, said, place, related }) => {
    const key = JSON.stringify([rule, said.message, place, related?.place])
    return !seen.has(key) && seen.add(key)
  })
}
