// A change of one rrset that a program asks for over HTTP, in the words of PowerDNS's API.

export const setChangeKinds = ['DELETE', 'PRUNE', 'REPLACE', 'EXTEND'] as const

/** `REPLACE`: these and no other. `EXTEND`: these as well. `PRUNE`: not these. */
export type SetChangeKind = (typeof setChangeKinds)[number]

export type SetChange = {
  readonly kind: SetChangeKind
  /** Wire form. */
  readonly owner: Uint8Array
  readonly type: number
  /** Undefined: the rrset's. */
  readonly ttl: number | undefined
  readonly records: readonly Uint8Array[]
  /** For each of these records, in order: seconds after which it ends by itself, if it has a lease of its own. */
  readonly leases?: readonly (number | undefined)[] | undefined
}
