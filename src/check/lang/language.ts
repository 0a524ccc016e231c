// The words of rules in another language than English: one table, loaded when it is wanted. All else has its words beside the
// English ones, in the tables of the rooms.

import type { Says } from '../../dns/said.ts'
import type { LanguageName } from '../../text/findings/wording.ts'
import type { Rule, Saying } from '../rule.ts'

export type Language = {
  readonly name: LanguageName
  readonly rules: Readonly<Record<string, Words>>
  /** Why of what readers of files find (text-rules.ts), by name. */
  readonly texts: Readonly<Record<string, string>>
}

export type Words = { readonly why: string; readonly says: Readonly<Record<string, Saying>> }

/** A language's table; undefined for English, which the rules speak themselves. */
export async function loadLanguage(name: LanguageName): Promise<Language | undefined> {
  return name === 'ja' ? (await import('./ja.ts')).japanese : undefined
}

/** The rule as it speaks that language. */
export function translated(rule: Rule, language: Language | undefined): Rule {
  const words = language?.rules[rule.name]
  return words === undefined ? rule : { ...rule, why: words.why, says: { ...rule.says, ...words.says } }
}

/** What rules say, by the codes of their findings (reporter.ts). */
export function ruleSays(rules: readonly Rule[], language: Language | undefined): Says {
  const rows = rules.flatMap((rule) => {
    const other = translated(rule, language)
    return Object.entries(rule.says).flatMap(([says, english]) => {
      const { message, fix, related } = other.says[says]!
      const code = `${rule.name}.${says}`
      return [
        [code, [english.message, message]] as const,
        [`${code}.fix`, [english.fix ?? '', fix ?? '']] as const,
        [`${code}.related`, [english.related ?? '', related ?? '']] as const,
      ]
    })
  })
  return Object.fromEntries(rows)
}
