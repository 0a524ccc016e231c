// The texts of all parts of a server in the client's language, loaded when somebody first asks for them.

import type { LanguageName, Speaker } from '../text/findings/wording.ts'
import type { Operated } from './operated.ts'

const known = new Map<LanguageName, Speaker>()

/** By default English. */
export async function wordsOf({ language = 'en' }: Pick<Operated, 'language'>): Promise<Speaker> {
  const { allWordsIn } = await import('./all-words.ts')
  const words = known.get(language) ?? (await allWordsIn(language))
  known.set(language, words)
  return words
}

/** The same at once, after wordsOf() has been awaited for this language. */
export function wordsAtHand({ language = 'en' }: Pick<Operated, 'language'>): Speaker {
  return known.get(language)!
}
