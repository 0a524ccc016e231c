// Says why the server does not serve what came from a primary, and what the operator has to do.

import type { Said } from '../dns/said.ts'
import type { Outcome, Refused } from '../store/change.ts'
import type { PrimarySetting } from '../text/config/primaries.ts'
import { say } from './says.ts'

/** Whether the refusal of changes would hold for the whole zone too. */
export function isForWhole(
  outcome: Outcome,
): outcome is Extract<Refused, { kind: 'canaries' | 'findings' | 'declined' }> {
  return outcome.kind === 'canaries' || outcome.kind === 'findings' || outcome.kind === 'declined'
}

/** `isServed`: whether another version is in service meanwhile. */
export function whyNot(refused: Refused, primary: PrimarySetting, isServed: boolean): Said {
  const meanwhile = say(isServed ? 'meanwhile-served' : 'meanwhile-none')
  if (refused.kind === 'findings') {
    const findings = refused.findings.map(({ said }) => said.message)
    const all = findings.reduce((first, then) => say('and-then', { first, then }))
    return say('harms-ours', { findings: all, primary: primary.name, meanwhile })
  }
  if (refused.kind === 'failed') return say('fault', { reason: refused.reason })
  if (refused.kind !== 'canaries') return say('primary-changed')
  const [first, ...more] = refused.canaries
  const { canary, expected, got, place } = first!
  const at = `${place.file}:${place.line}:${place.column}`
  const about = { canary, expected, got, at, primary: primary.name, meanwhile }
  if (more.length === 0) return say('canary-wrong', about)
  return say('canaries-wrong', { ...about, others: more.length })
}
