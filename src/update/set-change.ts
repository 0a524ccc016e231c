// A change of one rrset as a program asks for it over HTTP, in the words of PowerDNS's API.

export const setChangeKinds = ['DELETE', 'PRUNE', 'REPLACE', 'EXTEND'] as const

/** `REPLACE`: these and no other. `EXTEND`: these as well. `PRUNE`: not these. */
export type SetChangeKind = (typeof setChangeKinds)[number]

export type SetChange = {
  readonly kind: SetChangeKind
  /** Wire form. */
  readonly owner: Uint8Array
  readonly type: number
  /** Undefined: that of the rrset. */
  readonly ttl: number | undefined
  readonly records: readonly Uint8Array[]
  /** Of these records, in their order: seconds after which each ends by itself, where it has a lease of its own. */
  readonly leases?: readonly (number | undefined)[] | undefined
}
