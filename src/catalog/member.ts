// What a catalog says of one zone (RFC 9432 §4).

/** Names are in wire form. */
export type CatalogMember = {
  /** The label that stands for it, as latin1 in lower case: another one says that all that is known of the zone is worthless. */
  readonly label: string
  readonly zone: Uint8Array
  readonly groups: readonly string[]
  /** RFC 9432 §4.3.1: the catalog that is to have it from now on. */
  readonly coo: Uint8Array | undefined
}

/** Names as keys: one for all ways to spell a name. */
export function nameKey(name: Uint8Array): string {
  return Buffer.from(name).toString('latin1').toLowerCase()
}
