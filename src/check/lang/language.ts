// The words of rules in another language than English: one table, which we load when somebody wants it. All other words stand beside
// the English ones, in the tables of the rooms.

import type { LanguageName, RowOf } from '../../text/findings/wording.ts'
import type { Rule, Saying } from '../rule.ts'

export type Language = {
  readonly name: LanguageName
  readonly rules: Readonly<Record<string, Words>>
  /** Why the readers' rules exist (text-rules.ts), by name. */
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

/**
 * The texts of rules, by the codes of their findings (reporter.ts). We make each when somebody wants it: a run shows few, and starts
 * faster without the others.
 */
export function rowsOfRules(rules: readonly Rule[], language: Language | undefined): RowOf {
  const byName = new Map(rules.map((rule) => [rule.name, rule]))
  return (code) => {
    const [name = '', says = '', part = 'message'] = code.split('.')
    const english = byName.get(name)?.says[says]
    if (english === undefined) return undefined
    const other = language?.rules[name]?.says[says] ?? english
    return [english[part as keyof Saying] ?? '', other[part as keyof Saying] ?? '']
  }
}
