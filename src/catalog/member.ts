// What a catalog says of one zone (RFC 9432 §4).

import { nameKey as newKey } from '../dns/name-key.ts'

/** Names are in wire form. */
export type CatalogMember = {
  /** The zone's label, as latin1 in lower case. A new label means that all that is known of the zone is worthless. */
  readonly label: string
  readonly zone: Uint8Array
  readonly groups: readonly string[]
  /** RFC 9432 §4.3.1: the catalog that takes the zone over. */
  readonly coo: Uint8Array | undefined
}

/** One key for all spellings of a name. Remembered, because callers ask for the same names many times. */
export function nameKey(name: Uint8Array): string {
  const known = keys.get(name)
  if (known !== undefined) return known
  const key = newKey(name)
  keys.set(name, key)
  return key
}

const keys = new WeakMap<Uint8Array, string>()
