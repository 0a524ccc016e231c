// What is wrong with a face that is served all the same: when an entry ends, the face stays without it whatever the rules say.

import type { Refused } from '../store/change.ts'
import { inEnglish } from '../supply/english.ts'

/** In words for the log. */
export function whyWrong(refused: Refused): readonly string[] {
  if (refused.kind === 'findings') return inEnglish(refused.findings).map(({ rule, message }) => `${message} [${rule}]`)
  if (refused.kind !== 'canaries') return [refused.kind]
  return refused.canaries.map(({ canary, expected, got }) => `canary ${canary}: expected ${expected}, got ${got}`)
}
