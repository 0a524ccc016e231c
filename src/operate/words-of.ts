// Says what the parts of a server have to say to people, whichever part it comes from, in the language of who asks. A server of which
// nobody asks it loads none of their words.

import type { LanguageName, Speaker } from '../text/findings/wording.ts'
import type { Operated } from './operated.ts'

const known = new Map<LanguageName, Speaker>()

/** English where he does not say. */
export async function wordsOf({ language = 'en' }: Pick<Operated, 'language'>): Promise<Speaker> {
  const { allWordsIn } = await import('./all-words.ts')
  const words = known.get(language) ?? (await allWordsIn(language))
  known.set(language, words)
  return words
}

/** The same for who has waited for it. */
export function wordsAtHand({ language = 'en' }: Pick<Operated, 'language'>): Speaker {
  return known.get(language)!
}
