// The part of one rrset that messages have made, beside what its source says: records that lie over it, and records of it that they hide.
// Each says who made it, when, and until when.

import { fold, nameLength } from '../dns/name.ts'

export type By = {
  /** Name of the key that signed the message; undefined where none did. */
  readonly key: string | undefined
  /** Of the client. */
  readonly address: string
}

export type LayerEntry = {
  /** In wire form, as the message spelled it. */
  readonly owner: Uint8Array
  readonly type: number
  readonly rdata: Uint8Array
  /** As the message had it; of a hidden record, as it was served. */
  readonly ttl: number
  /** `add`: the record is there, whether the source has it or not. `hide`: the source has it, and it is not there. */
  readonly how: 'add' | 'hide'
  readonly by: By
  /** Milliseconds of the wall clock. */
  readonly at: number
  /** When it ends by itself, likewise; undefined: never. */
  readonly until: number | undefined
}

/** By the rdata in canonical form (zone/same.ts). */
export type Entries = ReadonlyMap<string, LayerEntry>

export type LayerSet = {
  readonly owner: Uint8Array
  readonly type: number
  /** Of the whole rrset: the message that added a record last has set it (RFC 2181 §5.2); undefined: the source's. */
  readonly ttl: number | undefined
  readonly added: Entries
  readonly hidden: Entries
}

/** What a layer has of a face, for those who only read. */
export type LayerSets = {
  readonly get: (owner: Uint8Array, type: number) => LayerSet | undefined
  readonly each: () => Iterable<LayerSet>
}

export const NO_SETS: LayerSets = { get: () => undefined, each: () => [] }

/** Nothing of the layer is left there. */
export function isEmpty({ ttl, added, hidden }: LayerSet): boolean {
  return ttl === undefined && added.size === 0 && hidden.size === 0
}

export function emptySet(owner: Uint8Array, type: number): LayerSet {
  return { owner, type, ttl: undefined, added: NONE, hidden: NONE }
}

const NONE: Entries = new Map()

/** One text for all ways to spell a name. */
export function ownerKey(owner: Uint8Array): string {
  const length = nameLength(owner, 0)
  let key = ''
  for (let i = 0; i < length; i++) key += String.fromCharCode(fold[owner[i]!]!)
  return key
}
