// Says all that the linting commands show, in the language that the user wants.

import { type Language, loadLanguage, ruleSays } from '../check/lang/language.ts'
import { rules } from '../check/rules/index.ts'
import { checkSays } from '../check/says.ts'
import { facesSays } from '../supply/faces/says.ts'
import { configSays } from '../text/config/says.ts'
import { reportSays } from '../text/findings/says.ts'
import { type LanguageName, type Speaker, speaker } from '../text/findings/wording.ts'
import { leaksSays } from '../tools/leaks/says.ts'
import { mailSays } from '../tools/mail/says.ts'
import { cliSays } from './says.ts'

/** Of the rooms that find something, but for what rules say. */
export const allSays = {
  ...checkSays,
  ...configSays,
  ...facesSays,
  ...leaksSays,
  ...mailSays,
  ...reportSays,
  ...cliSays,
}

export type Words = Speaker & { readonly rules: Language | undefined }

export async function loadWords(name: LanguageName): Promise<Words> {
  const language = await loadLanguage(name)
  return { ...speaker({ ...allSays, ...ruleSays(rules, language) }, name), rules: language }
}
