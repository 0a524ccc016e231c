// Says all that the linting commands show, in the language that the user wants. `zonecheck` is to start quickly: it loads no words
// of rooms that it does not enter (all-says.ts).

import { type Language, loadLanguage, rowsOfRules } from '../check/lang/language.ts'
import { rules } from '../check/rules/index.ts'
import { checkSays } from '../check/says.ts'
import type { Says } from '../dns/said.ts'
import { facesSays } from '../supply/faces/says.ts'
import { reportSays } from '../text/findings/says.ts'
import { type LanguageName, type Speaker, speaker } from '../text/findings/wording.ts'
import { cliSays } from './says.ts'

/** Of what finds something in zone files, but for what rules say. */
export const zoneSays = { ...checkSays, ...facesSays, ...reportSays, ...cliSays }

export type Words = Speaker & { readonly rules: Language | undefined }

export async function loadWords(name: LanguageName, says: Says = zoneSays): Promise<Words> {
  const language = await loadLanguage(name)
  return { ...speaker(says, name, rowsOfRules(rules, language)), rules: language }
}
