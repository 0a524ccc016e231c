// Finds settings for rules that do not exist, or that cannot have the severity: the loader of configurations does not know the rules.

import type { RuleSetting } from '../text/config/rule-settings.ts'
import type { Problem } from '../text/findings/problem.ts'
import { saying } from '../text/findings/told.ts'
import { severityFlaw } from './ruleset.ts'
import { say } from './says.ts'

export function severityProblems(rules: readonly RuleSetting[]): Problem[] {
  return rules.flatMap(({ name, severity, place, source }): Problem[] => {
    const why = severityFlaw(name, severity)
    if (why === undefined) return []
    const message = say('cannot-make-the-rule', { rule: name, severity: say(`severity-${severity}`), why })
    return [
      { rule: 'bad-severity', severity: 'warning', ...saying(message, say('rules-lists-all-rules')), place, source },
    ]
  })
}
