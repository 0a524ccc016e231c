// The digest over a whole zone (RFC 8976 §3.3, scheme SIMPLE): over every record in canonical form and order, but the ZONEMD at the apex
// and its signature.

import { createHash } from 'node:crypto'

/** Node's names of the hash algorithms (RFC 8976 §2.2.3). */
export const zoneDigests: ReadonlyMap<number, string> = new Map([
  [1, 'sha384'],
  [2, 'sha512'],
])

/** One rrset in the order of the zone: owner in lower case, records in canonical form and order. */
export type DigestedSet = {
  readonly owner: Uint8Array
  readonly type: number
  readonly ttl: number
  readonly records: readonly Uint8Array[]
}

/** `sets` are in canonical order, by owner and then by type. */
export function zoneDigest(algorithm: string, sets: Iterable<DigestedSet>): Uint8Array {
  const hash = createHash(algorithm)
  const fixed = Buffer.alloc(10)
  for (const { owner, type, ttl, records } of sets)
    for (const rdata of records) {
      fixed.writeUInt16BE(type, 0)
      fixed.writeUInt16BE(1, 2)
      fixed.writeUInt32BE(ttl, 4)
      fixed.writeUInt16BE(rdata.length, 8)
      hash.update(owner).update(fixed).update(rdata)
    }
  return hash.digest()
}
