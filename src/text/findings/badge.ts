// Counts problems as the JSON that shields.io reads from an address (its "endpoint badge", schema version 1): a badge of the last run for a
// repository's page.

import type { Problem } from './problem.ts'
import { english, say } from './says.ts'
import { countProblems, countsSaid } from './summary.ts'
import type { TextOptions } from './text.ts'

export function problemsBadge(
  problems: readonly Pick<Problem, 'severity' | 'place'>[],
  { tell = english.text }: Pick<TextOptions, 'tell'> = {},
): string {
  const counts = countProblems(problems)
  const found = countsSaid(counts)
  return JSON.stringify({
    schemaVersion: 1,
    label: tell(say('badge-label')),
    message: tell(found.length === 0 ? say('no-problems') : say('badge-found', { found })),
    color: counts.error > 0 ? 'red' : counts.warning > 0 ? 'yellow' : 'brightgreen',
    // With it no page that shows the badge can give it another colour.
    ...(counts.error > 0 && { isError: true }),
  })
}
