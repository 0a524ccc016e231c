// Notes that a builder takes while it makes a zone.

/** What the builder leaves out or changes: rules turn these into problems. Lines are numbered as in RecordSink. */
export type Notes = {
  /** Records whose owner is not at or below the apex. They are not in the zone. */
  readonly outside: { readonly line: number; readonly owner: Uint8Array; readonly type: number }[]
  /** Records that say the same as an earlier one. They are in the zone once (RFC 2181 §5). */
  readonly duplicates: { readonly line: number; readonly first: number; readonly type: number }[]
  /** Records whose TTL differs from their rrset's first; that one holds for all (RFC 2181 §5.2). */
  readonly ttls: {
    readonly line: number
    readonly first: number
    readonly type: number
    readonly ttl: number
    readonly kept: number
  }[]
  /** Records whose TTL has the 32nd bit set: it is 0 in the zone (RFC 2181 §8). */
  readonly longTtls: { readonly line: number; readonly type: number; readonly ttl: number }[]
}

/** Takes no more notes of one kind than this: a file with so many is wrong as a whole. */
export const MAX_NOTES = 10_001
