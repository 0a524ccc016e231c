// Leaks in English: what the rules say, and the sentence for an allowance that has ended.

import { rowsOfRules } from '../../check/lang/language.ts'
import { rules } from '../../check/rules/index.ts'
import { checkSays } from '../../check/says.ts'
import type { Problem, ToldProblem } from '../../text/findings/problem.ts'
import { toldProblems } from '../../text/findings/told.ts'
import { speaker } from '../../text/findings/wording.ts'
import { leaksSays } from './says.ts'

const english = speaker({ ...checkSays, ...leaksSays }, 'en', rowsOfRules(rules, undefined))

export function toldLeaks(problems: readonly Problem[]): ToldProblem[] {
  return toldProblems(problems, english)
}
