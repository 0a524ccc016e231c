// `zonecheck --rules` and `zonecheck --explain RULE`.

import { explainRule, listRules } from '../check/explain.ts'
import { Exit } from './check-output.ts'

/** Gives the exit code. All rules where none is named. */
export function tellRules(name: string | undefined): number {
  if (name === undefined) {
    process.stdout.write(`${listRules()}\n`)
    return Exit.clean
  }
  const text = explainRule(name)
  if (text === undefined) {
    process.stderr.write(`zonecheck: there is no rule "${name}"; --rules lists all\n`)
    return Exit.failed
  }
  process.stdout.write(`${text}\n`)
  return Exit.clean
}
