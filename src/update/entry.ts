// What messages have made of one rrset, beside what its source says: records that they add, and records of the source that they hide. Each
// entry says who made it, when, and until when.

import { fold, nameLength } from '../dns/name.ts'

export type By = {
  /** Name of the key that signed the message; undefined for an unsigned one. */
  readonly key: string | undefined
  /** The client's address. */
  readonly address: string
}

export type LayerEntry = {
  /** In wire form, as the message spelled it. */
  readonly owner: Uint8Array
  readonly type: number
  readonly rdata: Uint8Array
  /** As in the message; for a hidden record, as it was served. */
  readonly ttl: number
  /** `add`: the face has the record, whether the source has it or not. `hide`: the source has it, the face has not. */
  readonly how: 'add' | 'hide'
  readonly by: By
  /** Milliseconds since 1970, by a clock that nobody sets (LayerTime). */
  readonly at: number
  /** When the entry ends by itself, likewise; undefined: never. */
  readonly until: number | undefined
}

/** Keyed by the rdata in canonical form (zone/same.ts). */
export type Entries = ReadonlyMap<string, LayerEntry>

export type LayerSet = {
  readonly owner: Uint8Array
  readonly type: number
  /** The TTL of the whole rrset, set by the message that last added a record (RFC 2181 §5.2); undefined: the source's. */
  readonly ttl: number | undefined
  readonly added: Entries
  readonly hidden: Entries
}

/** A layer for code that only reads it. */
export type LayerSets = {
  readonly get: (owner: Uint8Array, type: number) => LayerSet | undefined
  readonly each: () => Iterable<LayerSet>
}

export const NO_SETS: LayerSets = { get: () => undefined, each: () => [] }

/** Whether nothing of the layer is left in the set. */
export function isEmpty({ ttl, added, hidden }: LayerSet): boolean {
  return ttl === undefined && added.size === 0 && hidden.size === 0
}

export function emptySet(owner: Uint8Array, type: number): LayerSet {
  return { owner, type, ttl: undefined, added: NONE, hidden: NONE }
}

const NONE: Entries = new Map()

/** One text for all spellings of a name. */
export function ownerKey(owner: Uint8Array): string {
  const length = nameLength(owner, 0)
  let key = ''
  for (let i = 0; i < length; i++) key += String.fromCharCode(fold[owner[i]!]!)
  return key
}
