// Puts what `janus check` finds into words. Beside the rules of a load it has rules between servers, of mail and of leaks.

import { loadLanguage, rowsOfRules } from '../../check/lang/language.ts'
import { rules } from '../../check/rules/index.ts'
import { checkSays } from '../../check/says.ts'
import { facesSays } from '../../supply/faces/says.ts'
import { configSays } from '../../text/config/says.ts'
import type { Problem, ToldProblem } from '../../text/findings/problem.ts'
import { reportSays } from '../../text/findings/says.ts'
import { toldProblems } from '../../text/findings/told.ts'
import { type LanguageName, speaker } from '../../text/findings/wording.ts'
import { signingSays } from '../dnssec/problems-says.ts'
import { leaksSays } from '../leaks/says.ts'
import { mailSays } from '../mail/says.ts'
import { serversSays } from '../servers/says.ts'

const says = {
  ...{ ...checkSays, ...configSays, ...facesSays, ...leaksSays, ...mailSays, ...reportSays },
  ...{ ...serversSays, ...signingSays },
}

export async function tellingIn(name: LanguageName): Promise<(problems: readonly Problem[]) => ToldProblem[]> {
  const words = speaker(says, name, rowsOfRules(rules, name === 'en' ? undefined : await loadLanguage(name)))
  return (problems) => toldProblems(problems, words)
}
