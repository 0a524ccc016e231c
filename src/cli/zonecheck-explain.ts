// `zonecheck --rules` and `zonecheck --explain RULE`.

import { explainRule, listRules } from '../check/explain.ts'
import type { Language } from '../check/lang/language.ts'
import { visible } from '../text/findings/escape.ts'
import { Exit } from '../tools/exit.ts'

/** Lists all rules, or explains the named one. Gives the exit code. */
export function tellRules(name: string | undefined, language?: Language): number {
  if (name === undefined) {
    process.stdout.write(`${listRules(language)}\n`)
    return Exit.good
  }
  const text = explainRule(name, language)
  if (text === undefined) {
    process.stderr.write(`zonecheck: there is no rule "${visible(name)}"; --rules lists all\n`)
    return Exit.failed
  }
  process.stdout.write(`${text}\n`)
  return Exit.good
}
