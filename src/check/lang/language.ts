// The words of findings in another language than English: one table for each, by rule and saying. What the table lacks is
// said in English.

import type { Rule, Saying } from '../rule.ts'

export type Language = {
  readonly rules: Readonly<Record<string, Words>>
  /** `… and 12 more of the same kind` */
  readonly more: string
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
  return words === undefined ? rule : { ...rule, why: words.why, says: { ...rule.says, ...words.says } }
}
