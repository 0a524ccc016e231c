// Names that the configuration means, once it is read (name-pattern.ts). It loads nothing that reads one: threads ask this.

import { isWithin, sameName } from '../../dns/name.ts'

/** One name; with `below` all below it too, unless `self` is false: then only these. Wire form. */
export type NamePattern = { readonly name: Uint8Array; readonly below: boolean; readonly self: boolean }

export function matchesName({ name, below, self }: NamePattern, wire: Uint8Array, at = 0): boolean {
  if (sameName(wire, at, name, 0)) return self
  return below && isWithin(wire, at, name, 0)
}
