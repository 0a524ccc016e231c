// Which rules count, and how much, for one of the three uses.

import { type Stage, stagesOf } from './rule.ts'
import { rules } from './rules/index.ts'
import type { ActiveRule } from './walk.ts'

/** The rules that count at `stage`, each with its severity. */
export function rulesFor(stage: Stage): readonly ActiveRule[] {
  return rules.filter((rule) => stagesOf(rule).includes(stage)).map((rule) => ({ rule, severity: rule.severity }))
}
