// The entries of a list, which answer for names beside the nodes of its zone. An entry is an integer. Entries of files are in the zone's
// image; those that end are in a table of their own. Answers ask both by one interface.

import type { Suffixes } from '../dns/suffixes.ts'

/** An entry, which is not negative; or ABSENT, or EMPTY. */
export type Entry = number
/** There is no such name. */
export const ABSENT: Entry = -1
/** The name exists and owns nothing: an empty non-terminal. */
export const EMPTY: Entry = -2

/** For one thread: after find(), the other methods are about what it found, until the next find(). None allocates. */
export interface Entries {
  /** The entry of the name, whose suffix `apexAt` is the apex. The apex itself is EMPTY. */
  find(name: Suffixes, apexAt: number): Entry
  /** How many records of the type (A or TXT) the found entry has. */
  count(entry: Entry, type: number): number
  /** Writes the rdata of record `index` at out[at, …), and returns its length: at most 256 octets. */
  write(entry: Entry, type: number, index: number, out: Uint8Array, at: number): number
  /** The TTL of the found entry, in seconds. */
  ttl(entry: Entry): number
  /** Whether all names with this entry get the same records of the type. Never for entries that end: no answer of theirs is prepared. */
  isCommon(entry: Entry, type: number): boolean
  /** For entries that end, in the thread that writes them. */
  readonly forSecondaries?: ForSecondaries
  /** Whether answers may be prepared, those about missing entries too. */
  readonly lasts: boolean
}

export type ForSecondaries = {
  /** The entries for a secondary that gets this version of the zone. */
  readonly content: (version: object) => ListContent
  /**
   * When the entry ends that has these labels in front of the list's name, in milliseconds of the steady clock; it may have gone already.
   * Undefined where no entry has such a name.
   */
  readonly endOf: (labels: Uint8Array) => number | undefined
  /** Says that somebody asks for ends: from now on a changed end makes another version. */
  readonly tellEnds: () => void
}

/** Entries that end, as they were at one moment. */
export type ListContent = {
  /** The TTL of each record. With it, what a secondary's clients have is no older than this when the entry ends. */
  readonly ttl: number
  readonly entries: () => Iterable<ContentEntry>
}

/** `labels`: in front of the list's name. `end`: in milliseconds of the steady clock. */
export type ContentEntry = {
  readonly labels: Uint8Array
  readonly code: Uint8Array
  readonly text: Uint8Array | undefined
  readonly end: number
}

/** The most octets that Entries.write() writes. */
export const MAX_RDATA = 256
