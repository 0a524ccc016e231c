// The words of findings in another language than English: one table for each, by rule and saying. What the table lacks is
// said in English.

import type { Problem } from '../../report/problem.ts'
import { speaker, spokenProblem } from '../../report/wording.ts'
import { zonefileSays } from '../../zonefile/says.ts'
import type { Rule, Saying } from '../rule.ts'
import type { Say } from './phrases.ts'

export type Language = {
  readonly rules: Readonly<Record<string, Words>>
  /** `… and 12 more of the same kind` */
  readonly more: string
  /** Why of what readers of files find (text-rules.ts), by name. */
  readonly texts: Readonly<Record<string, string>>
  /** All else that is put together in English. */
  readonly say: Say
}

export type Words = { readonly why: string; readonly says: Readonly<Record<string, Saying>> }

export const languages = ['en', 'ja'] as const
export type LanguageName = (typeof languages)[number]

/** A language's table, loaded when it is wanted; undefined for English, which the rules speak themselves. */
export async function loadLanguage(name: LanguageName): Promise<Language | undefined> {
  return name === 'ja' ? (await import('./ja.ts')).japanese : undefined
}

/** The rule as it speaks that language. */
export function translated(rule: Rule, language: Language | undefined): Rule {
  const words = language?.rules[rule.name]
  return words === undefined
    ? rule
    : { ...rule, why: words.why, says: { ...rule.says, ...words.says }, say: language!.say }
}

/** The problem as that language has it, where readers worded it in English; what a rule worded speaks its language already. */
export function translatedProblem(problem: Problem, language: Language | undefined): Problem {
  if (language === undefined) return problem
  if (problem.said) return spokenProblem(problem, speaker(zonefileSays, 'ja'))
  const { message, fix, related } = problem
  return {
    ...problem,
    message: spoken(message, language),
    // Below the advice may stand the repaired line.
    ...(fix !== undefined && { fix: fix.replace(/^.*/, (advice) => spoken(advice, language)) }),
    ...(related && { related: { ...related, message: spoken(related.message, language) } }),
  }
}

/** The English text in that language, if it is known there. */
export function spoken(english: string, language: Language | undefined): string {
  return language?.say(english) ?? english
}
