// Finds the statement that holds: in a zone, then in its view, then in the options.

import { keyword, type Statement } from './statements.ts'

export function find(statements: readonly Statement[], key: string): Statement | undefined {
  return statements.find((one) => keyword(one) === key)
}

/** The statement of the first scope that has one. `keys`: the statement's names, the new one and older ones. */
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

/** The name as we compare zones: in lower case, without a final dot. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/(.)\.$/, '$1')
}
