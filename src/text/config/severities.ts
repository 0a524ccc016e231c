// The severity of each rule, as the `rules` section sets it. It stands apart for threads that read zones: the reader of configurations
// would be a third of their code.

import type { Severity } from '../findings/problem.ts'
import type { RuleSetting } from './rule-settings.ts'

/** Severities by the rule's name, as check/ takes them. */
export function severitiesOf(rules: readonly RuleSetting[]): Readonly<Record<string, Severity | 'off'>> {
  return Object.fromEntries(rules.map(({ name, severity }) => [name, severity]))
}
