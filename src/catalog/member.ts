// What a catalog says of one zone (RFC 9432 §4).

import { nameKey as newKey } from '../dns/name-key.ts'

/** Names are in wire form. */
export type CatalogMember = {
  /** The label that stands for it, as latin1 in lower case: another one says that all that is known of the zone is worthless. */
  readonly label: string
  readonly zone: Uint8Array
  readonly groups: readonly string[]
  /** RFC 9432 §4.3.1: the catalog that is to have it from now on. */
  readonly coo: Uint8Array | undefined
}

/** Names as keys: one for all ways to spell a name. Each is asked for many times, and none changes. */
export function nameKey(name: Uint8Array): string {
  const known = keys.get(name)
  if (known !== undefined) return known
  const key = newKey(name)
  keys.set(name, key)
  return key
}

const keys = new WeakMap<Uint8Array, string>()
