// How much each rule counts, as the `rules` section says it. Threads that read zones ask for this: they are to load nothing that reads
// configurations, which is a third of their code.

import type { Severity } from '../findings/problem.ts'
import type { RuleSetting } from './rule-settings.ts'

/** By name, as check/ wants them. */
export function severitiesOf(rules: readonly RuleSetting[]): Readonly<Record<string, Severity | 'off'>> {
  return Object.fromEntries(rules.map(({ name, severity }) => [name, severity]))
}
