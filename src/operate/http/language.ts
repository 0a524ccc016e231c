// The language for telling somebody what is wrong: the one that his browser asks for, where the tables have it.

import type { FastifyRequest } from 'fastify'
import { toldProblems } from '../../text/findings/told.ts'
import type { LanguageName } from '../../text/findings/wording.ts'
import type { Operated } from '../operated.ts'
import { wordsOf } from '../words-of.ts'

/** In characters: browsers send far less. */
const LONGEST = 1000

/** RFC 9110 §12.5.4: the heaviest of those that we speak; of two that weigh the same, the first. */
export function languageOf({ headers }: Pick<FastifyRequest, 'headers'>): LanguageName {
  const wanted = (headers['accept-language'] ?? '').slice(0, LONGEST).split(',').flatMap(rangeOf)
  const best = wanted.sort((one, other) => other.weight - one.weight)[0]
  return best?.name ?? 'en'
}

/** Nobody who takes any language is told in another one than that of the log. */
function rangeOf(text: string): { readonly name: LanguageName; readonly weight: number }[] {
  const [, tag, , weight = '1'] =
    /^\s*(ja|en|\*)(-[a-z0-9-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*$/i.exec(text) ?? []
  if (tag === undefined || Number(weight) === 0) return []
  return [{ name: tag.toLowerCase() === 'ja' ? 'ja' : 'en', weight: Number(weight) }]
}

/** The same server, which tells findings in this language. */
export async function speaking(operated: Operated, language: LanguageName): Promise<Operated> {
  if (language === 'en') return operated
  const words = await wordsOf({ language })
  return { ...operated, language, tell: (problems) => toldProblems(problems, words) }
}
