// Finds zones that named signs by itself. Janus serves their files as they are until somebody has it sign them with the same keys. Where a
// file is unsigned, or nobody renews its signatures, resolvers that find a DS above answer SERVFAIL for all names.

import { existsSync } from 'node:fs'
import { isNo, isYes } from './meanings.ts'
import { keyword, type Statement, wordAt } from './statements.ts'

/** The statement, or the file, that shows it. */
export type Signing = { readonly statement?: Statement; readonly by: string }

/** `scopes`: statements of the zone, its view and the options; the first that has one holds. Undefined: named does not sign the zone. */
export function signingOf(scopes: readonly (readonly Statement[])[], path: string): Signing | undefined {
  const find = (key: string) => {
    for (const scope of scopes) {
      const found = scope.find((one) => keyword(one) === key)
      if (found) return found
    }
    return undefined
  }
  const policy = find('dnssec-policy')
  if (policy && !['none', 'insecure'].includes(wordAt(policy, 1).toLowerCase()))
    return { statement: policy, by: `dnssec-policy ${wordAt(policy, 1)}` }
  const auto = find('auto-dnssec')
  if (auto && !['off', ''].includes(wordAt(auto, 1).toLowerCase()))
    return { statement: auto, by: `auto-dnssec ${wordAt(auto, 1)}` }
  const inline = find('inline-signing')
  if (inline && isYes(wordAt(inline, 1))) return { statement: inline, by: 'inline-signing' }
  const off = policy !== undefined && wordAt(policy, 1).toLowerCase() === 'none'
  if (!off && !(inline && isNo(wordAt(inline, 1))) && existsSync(`${path}.signed`))
    return { by: `there is ${path}.signed` }
  return undefined
}
