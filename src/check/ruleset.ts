// Chooses which rules count at one of the three stages, and with which severity.

import type { Said } from '../dns/said.ts'
import type { Severity } from '../text/findings/problem.ts'
import { type Rule, type Stage, stagesOf } from './rule.ts'
import { rules } from './rules/index.ts'
import { say } from './says.ts'
import type { ActiveRule } from './walk.ts'

/** Severities that an operator wants, by the names of rules. */
export type Severities = Readonly<Record<string, Severity | 'off'>>

/**
 * The rules that count at `stage`, each with its severity. A rule that the operator made an error counts when Janus loads zones
 * too. `sifted` as for ActiveRule.
 */
export function rulesFor(stage: Stage, severities: Severities = {}, sifted = false): readonly ActiveRule[] {
  return rules.flatMap((rule) => {
    const severity = wantedSeverity(rule, severities, stage)
    if (severity === 'off') return []
    return stagesOf(rule).includes(stage) || severity === 'error' ? [{ rule, severity, sifted }] : []
  })
}

/** The names of all rules, in the order of the catalogue. */
export function ruleNames(): string[] {
  return rules.map(({ name }) => name)
}

export function findRule(name: string): Rule | undefined {
  return rules.find((rule) => rule.name === name)
}

/** Why a rule cannot be made `severity`, or undefined where it can. */
export function severityFlaw(name: string, severity: Severity | 'off'): Said | undefined {
  const rule = findRule(name)
  if (rule === undefined) return say('no-such-rule')
  // Janus refuses a zone with an error: another severity does not make the zone fit to be served.
  return rule.severity === 'error' && rule.atLoad === undefined && severity !== 'error'
    ? say('error-always')
    : undefined
}

function wantedSeverity(rule: Rule, severities: Severities, stage: Stage): Severity | 'off' {
  const own = stage === 'load' ? (rule.atLoad ?? rule.severity) : rule.severity
  const wanted = Object.hasOwn(severities, rule.name) ? severities[rule.name]! : own
  return severityFlaw(rule.name, wanted) === undefined ? wanted : own
}
