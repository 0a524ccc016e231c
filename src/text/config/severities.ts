// The severity of each rule, as the `rules` section sets it. Threads that read zones ask for it. They must not load what reads
// configurations: that would be a third of their code.

import type { Severity } from '../findings/problem.ts'
import type { RuleSetting } from './rule-settings.ts'

/** By the rule's name, as check/ wants them. */
export function severitiesOf(rules: readonly RuleSetting[]): Readonly<Record<string, Severity | 'off'>> {
  return Object.fromEntries(rules.map(({ name, severity }) => [name, severity]))
}
