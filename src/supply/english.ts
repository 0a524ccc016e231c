// Tells in English what can be wrong with a configuration and its zones: for the log, for reports and for commands that speak
// nothing else. Which language the linting commands speak is theirs to say (cli/speaker.ts).

import { rowsOfRules } from '../check/lang/language.ts'
import { rules } from '../check/rules/index.ts'
import { checkSays } from '../check/says.ts'
import { configSays } from '../text/config/says.ts'
import type { Problem, ToldProblem } from '../text/findings/problem.ts'
import { toldProblems } from '../text/findings/told.ts'
import { type Speaker, speaker } from '../text/findings/wording.ts'
import { facesSays } from './faces/says.ts'

let english: Speaker | undefined

export function inEnglish(problems: readonly Problem[]): ToldProblem[] {
  // Most servers find nothing, and are asked for each face.
  if (problems.length === 0) return []
  english ??= speaker({ ...checkSays, ...configSays, ...facesSays }, 'en', rowsOfRules(rules, undefined))
  return toldProblems(problems, english)
}
