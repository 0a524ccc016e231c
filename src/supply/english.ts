// Puts problems of a configuration and its zones into English, for the log, for reports and for commands without another language, and into
// another language for browsers that ask for it. The linting commands choose their language themselves (cli/speaker.ts).

import { type Language, loadLanguage, rowsOfRules } from '../check/lang/language.ts'
import { rules } from '../check/rules/index.ts'
import { checkSays } from '../check/says.ts'
import type { Says } from '../dns/said.ts'
import { configSays } from '../text/config/says.ts'
import type { Problem, ToldProblem } from '../text/findings/problem.ts'
import { reportSays } from '../text/findings/says.ts'
import { toldProblems } from '../text/findings/told.ts'
import { type LanguageName, type Speaker, speaker } from '../text/findings/wording.ts'
import { facesSays } from './faces/says.ts'

let english: Speaker | undefined

/** A speaker of a language, for problems and for the texts in `others`; loads the words of the language. */
export async function speakerIn(name: LanguageName, others: Says): Promise<Speaker> {
  return speakerOf(name, others, await loadLanguage(name))
}

/** The English speaker, which needs no loading. */
export function englishWith(others: Says): Speaker {
  return speakerOf('en', others)
}

function speakerOf(name: LanguageName, others: Says, language?: Language): Speaker {
  const says = { ...checkSays, ...configSays, ...facesSays, ...reportSays, ...others }
  return speaker(says, name, rowsOfRules(rules, language))
}

export function inEnglish(problems: readonly Problem[]): ToldProblem[] {
  // Most servers find nothing, and call this for each face.
  if (problems.length === 0) return []
  english ??= englishWith({})
  return toldProblems(problems, english)
}
