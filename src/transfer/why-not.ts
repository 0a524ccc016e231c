// Says why the server does not serve what came from a primary, and what somebody has to do.

import type { Outcome, Refused } from '../store/change.ts'
import type { PrimarySetting } from '../text/config/primaries.ts'
import type { Problem } from '../text/findings/problem.ts'
import { english, say } from './says.ts'

export const CHANGED = 'the configuration has another primary for it now'

/** Of changes: the whole zone would fare no better. */
export function isForWhole(
  outcome: Outcome,
): outcome is Extract<Refused, { kind: 'canaries' | 'findings' | 'declined' }> {
  return outcome.kind === 'canaries' || outcome.kind === 'findings' || outcome.kind === 'declined'
}

/** `told`: findings in words. */
export function whyNot(
  refused: Refused,
  primary: PrimarySetting,
  told: (findings: readonly Problem[]) => string,
): string {
  if (refused.kind === 'findings')
    return english.text(say('harms-ours', { findings: told(refused.findings), primary: primary.name }))
  if (refused.kind === 'failed') return english.text(say('fault', { reason: refused.reason }))
  if (refused.kind !== 'canaries') return CHANGED
  const [first, ...more] = refused.canaries
  const { canary, expected, got, place } = first!
  const at = `${place.file}:${place.line}:${place.column}`
  const about = { canary, expected, got, at, primary: primary.name }
  if (more.length === 0) return english.text(say('canary-wrong', about))
  return english.text(say('canaries-wrong', { ...about, others: more.length }))
}
