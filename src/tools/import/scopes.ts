// Where a statement is looked for: a zone's own, then those of its view, then the options. The first that says something holds.

import { keyword, type Statement } from './statements.ts'

export function find(statements: readonly Statement[], key: string): Statement | undefined {
  return statements.find((one) => keyword(one) === key)
}

/** Where one scope says nothing, the next holds. `keys`: names of one statement, the new one and those before it. */
export function effective(
  scopes: readonly (readonly Statement[])[],
  ...keys: readonly [string, ...string[]]
): Statement | undefined {
  for (const scope of scopes) {
    const found = scope.find((one) => keys.includes(keyword(one)))
    if (found) return found
  }
  return undefined
}

/** As zones are compared: in lower case, without a final dot. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/(.)\.$/, '$1')
}
