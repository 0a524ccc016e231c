// Applies the options of the linting commands to the problems found: severities, comments that silence, the baseline.

import { writeFileSync } from 'node:fs'
import { type Baseline, beyondBaseline, makeBaseline, readBaseline } from '../check/baseline.ts'
import { applyIgnores } from '../check/ignores.ts'
import { type Severities, severityFlaw } from '../check/ruleset.ts'
import type { Said } from '../dns/said.ts'
import { readRegular } from '../system/regular-file.ts'
import type { Problem, Severity } from '../text/findings/problem.ts'
import { say as sayReport } from '../text/findings/says.ts'
import { unreadable } from '../text/zonefile/content.ts'
import type { ZoneText } from '../text/zonefile/zone-text.ts'
import type { LintOptions } from './check-options.ts'
import { say } from './says.ts'

export type Filtered = {
  readonly problems: readonly Problem[]
  /** What became of the problems left out, for the last line: `3 in the baseline`. */
  readonly notes?: readonly Said[]
}

/** The problems that remain after severities, comments and the baseline, or why the options cannot be applied. */
export function filterProblems(
  problems: readonly Problem[],
  texts: Iterable<ZoneText>,
  { rule, baseline, writeBaseline }: LintOptions,
): Filtered | { readonly failure: Said } {
  const unusable = Object.entries(rule).flatMap(([name, severity]) => {
    const flaw = severityFlaw(name, severity)
    return flaw === undefined
      ? []
      : [say('cannot-make-rule', { rule: name, severity: severitySaid(severity), why: flaw })]
  })
  if (unusable[0] !== undefined) return { failure: unusable[0] }
  const own = applyIgnores(withSeverities(problems, rule), texts)
  if (writeBaseline !== undefined) {
    const failure = saveBaseline(writeBaseline, makeBaseline(own))
    if (failure !== undefined) return { failure }
    const others = own.reduce((sum, { others = 0 }) => sum + others, 0)
    const written = own.filter(({ others }) => others === undefined).length
    const tooMany = others > 0 ? [say('too-many-for-baseline', { count: others })] : []
    return { problems: [], notes: [say('to-baseline', { count: written }), ...tooMany] }
  }
  if (baseline === undefined) return { problems: own }
  const old = openBaseline(baseline)
  if ('failure' in old) return old
  const left = beyondBaseline(own, old)
  const known = own.length - left.length
  return { problems: left, ...(known > 0 && { notes: [say('in-baseline', { count: known })] }) }
}

/** The problems to show. */
export function shownProblems(problems: readonly Problem[], { info, quiet }: LintOptions): readonly Problem[] {
  if (quiet) return problems.filter(({ severity }) => severity === 'error')
  return info ? problems : problems.filter(({ severity }) => severity !== 'info')
}

/** The problems with the severities that the options give: those of the reader too, but an error stays one. */
function withSeverities(problems: readonly Problem[], wanted: Severities): Problem[] {
  return problems.flatMap((problem) => {
    const severity = Object.hasOwn(wanted, problem.rule) ? wanted[problem.rule]! : problem.severity
    if (severity === 'off') return problem.severity === 'error' ? [problem] : []
    return [problem.severity === 'error' ? problem : { ...problem, severity }]
  })
}

function severitySaid(severity: Severity | 'off'): Said {
  return severity === 'off' ? say('off') : sayReport(severity)
}

/** Writes the baseline; gives why it could not. */
function saveBaseline(file: string, baseline: Baseline): Said | undefined {
  try {
    writeFileSync(file, `${JSON.stringify(baseline, null, 2)}\n`)
    return undefined
  } catch (error) {
    return say('baseline-unwritten', { file, why: unreadable(error).why })
  }
}

/** Octets of a baseline. */
const MAX_BASELINE = 1 << 28

function openBaseline(file: string): Baseline | { readonly failure: Said } {
  try {
    const baseline = readBaseline(readRegular(file, MAX_BASELINE).toString('utf8'))
    return baseline ?? { failure: say('baseline-strange', { file }) }
  } catch (error) {
    return { failure: say('baseline-unread', { file, why: unreadable(error).why }) }
  }
}
