// Whether a pattern of the configuration matches a name. name-pattern.ts reads patterns; this file loads nothing that reads configurations,
// because threads use it.

import { isWithin, sameName } from '../../dns/name.ts'

/** `name` is in wire form. `self`: the pattern matches it. `below`: the pattern matches all names below it. */
export type NamePattern = { readonly name: Uint8Array; readonly below: boolean; readonly self: boolean }

export function matchesName({ name, below, self }: NamePattern, wire: Uint8Array, at = 0): boolean {
  if (sameName(wire, at, name, 0)) return self
  return below && isWithin(wire, at, name, 0)
}
