// The texts of the linting commands, in the user's language. `zonecheck` has to start quickly: it does not load the texts of rooms that it
// does not use (all-says.ts).

import { type Language, loadLanguage, rowsOfRules } from '../check/lang/language.ts'
import { rules } from '../check/rules/index.ts'
import { checkSays } from '../check/says.ts'
import type { Says } from '../dns/said.ts'
import { facesSays } from '../supply/faces/says.ts'
import { reportSays } from '../text/findings/says.ts'
import { type LanguageName, type Speaker, speaker } from '../text/findings/wording.ts'
import { cliSays } from './says.ts'

/** Texts about zone files, without those of rules. */
export const zoneSays = { ...checkSays, ...facesSays, ...reportSays, ...cliSays }

export type Words = Speaker & { readonly rules: Language | undefined }

export async function loadWords(name: LanguageName, says: Says = zoneSays): Promise<Words> {
  const language = await loadLanguage(name)
  return { ...speaker(says, name, rowsOfRules(rules, language)), rules: language }
}
