// The language in which HTTP tells a client what is wrong.

import type { FastifyRequest } from 'fastify'
import { wantedLanguage } from '../../dns/wanted-language.ts'
import { toldProblems } from '../../text/findings/told.ts'
import type { LanguageName } from '../../text/findings/wording.ts'
import type { Operated } from '../operated.ts'
import { wordsOf } from '../words-of.ts'

export function languageOf({ headers }: Pick<FastifyRequest, 'headers'>): LanguageName {
  return wantedLanguage(headers['accept-language'])
}

/** The same server, telling findings in this language. */
export async function speaking(operated: Operated, language: LanguageName): Promise<Operated> {
  if (language === 'en') return operated
  const words = await wordsOf({ language })
  return { ...operated, language, tell: (problems) => toldProblems(problems, words) }
}
