// Tells in English what can be wrong with a configuration and its zones: for the log, for reports and for commands that speak nothing else;
// and in another language to whom a browser asks for it. The linting commands choose their language themselves (cli/speaker.ts).

import { type Language, loadLanguage, rowsOfRules } from '../check/lang/language.ts'
import { rules } from '../check/rules/index.ts'
import { checkSays } from '../check/says.ts'
import { configSays } from '../text/config/says.ts'
import type { Problem, ToldProblem } from '../text/findings/problem.ts'
import { toldProblems } from '../text/findings/told.ts'
import { type LanguageName, type Speaker, speaker } from '../text/findings/wording.ts'
import { facesSays } from './faces/says.ts'

let english: Speaker | undefined

/** The same in another language; its words are loaded with it. */
export async function inLanguage(name: LanguageName): Promise<(problems: readonly Problem[]) => ToldProblem[]> {
  const words = speakerOf(name, await loadLanguage(name))
  return (problems) => toldProblems(problems, words)
}

function speakerOf(name: LanguageName, language?: Language): Speaker {
  return speaker({ ...checkSays, ...configSays, ...facesSays }, name, rowsOfRules(rules, language))
}

export function inEnglish(problems: readonly Problem[]): ToldProblem[] {
  // Most servers find nothing, and are asked for each face.
  if (problems.length === 0) return []
  english ??= speakerOf('en')
  return toldProblems(problems, english)
}
