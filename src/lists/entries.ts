// What answers for the names of a list beside the nodes of its zone: entries, which are integers. A list of files has them in the
// zone's image; one whose entries end has a table of its own. Whoever composes answers asks both in the same way.

import type { Suffixes } from '../dns/suffixes.ts'

/** One entry, not negative; or ABSENT, or EMPTY. */
export type Entry = number
/** There is no such name. */
export const ABSENT: Entry = -1
/** The name exists and owns nothing: an empty non-terminal. */
export const EMPTY: Entry = -2

/** Of one thread: what find() found is what the others tell of, until the next find(). They allocate nothing. */
export interface Entries {
  /** What stands for the name; its suffix `apexAt` is the apex. The apex itself is EMPTY. */
  find(name: Suffixes, apexAt: number): Entry
  /** How many records of the type (A or TXT) the entry that was found has. */
  count(entry: Entry, type: number): number
  /** Writes the rdata of one of them at out[at, …) and returns its octets: 256 at most. */
  write(entry: Entry, type: number, index: number, out: Uint8Array, at: number): number
  /** In seconds. */
  ttl(entry: Entry): number
  /**
   * Whether all names for which find() gives this entry get the same records of the type. Never where entries end: no answer of
   * theirs is prepared.
   */
  isCommon(entry: Entry, type: number): boolean
  /** Where entries end, in the thread that has them. */
  readonly forSecondaries?: ForSecondaries
  /** Whether answers may be prepared, those among them that say that there is no entry. */
  readonly lasts: boolean
}

export type ForSecondaries = {
  /** What a secondary is given that gets this version of the zone. */
  readonly content: (version: object) => ListContent
  /**
   * When the entry of a version ends that has these labels in front of the list's name, by the steady clock; it may have gone already.
   * Undefined where no entry has such a name.
   */
  readonly endOf: (labels: Uint8Array) => number | undefined
  /** Somebody asks for ends: from now on one that moves makes another version. */
  readonly tellEnds: () => void
}

/** The entries of a list that end, as they were at one moment. */
export type ListContent = {
  /** Of each record. What a secondary has is not older than that when the entry ends, whatever it was told. */
  readonly ttl: number
  readonly entries: () => Iterable<ContentEntry>
}

/** `labels`: in front of the list's name. `end`: by the steady clock, in milliseconds. */
export type ContentEntry = {
  readonly labels: Uint8Array
  readonly code: Uint8Array
  readonly text: Uint8Array | undefined
  readonly end: number
}

/** The most octets that Entries.write() writes. */
export const MAX_RDATA = 256
