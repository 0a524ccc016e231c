// Says what is wrong with a face that is served all the same: a record ends at its time, whatever rules say of the face without it.

import type { Refused } from '../store/change.ts'
import { inEnglish } from '../supply/english.ts'

/** One sentence for each finding or canary, for the log. */
export function whyWrong(refused: Refused): readonly string[] {
  if (refused.kind === 'findings') return inEnglish(refused.findings).map(({ rule, message }) => `${message} [${rule}]`)
  if (refused.kind !== 'canaries') return [refused.kind]
  return refused.canaries.map(({ canary, expected, got }) => `canary ${canary}: expected ${expected}, got ${got}`)
}
