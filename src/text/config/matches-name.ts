// Whether a name is one that a pattern of the configuration means. name-pattern.ts reads patterns; this file loads nothing that reads
// configurations, because threads ask it.

import { isWithin, sameName } from '../../dns/name.ts'

/** `self`: the name counts. `below`: all names below it count. In wire form. */
export type NamePattern = { readonly name: Uint8Array; readonly below: boolean; readonly self: boolean }

export function matchesName({ name, below, self }: NamePattern, wire: Uint8Array, at = 0): boolean {
  if (sameName(wire, at, name, 0)) return self
  return below && isWithin(wire, at, name, 0)
}
