// The versions of a leased list that secondaries have: what has changed since the newest, and what that said. The threads that answer read
// the table itself, which is ahead of these versions.

import type { ContentEntry, ForSecondaries, ListContent } from '../../lists/entries.ts'
import { entryOfOwner, type ListEntry, ownerLabels } from '../../lists/live/entry.ts'
import type { LiveTable } from '../../lists/live/live-table.ts'
import { Snapshot } from '../../lists/live/snapshot.ts'
import type { Value } from '../../lists/live/values.ts'
import { type EntryChange, Unpublished } from './unpublished.ts'

/** Seconds for which others may keep a record whose end they do not know. */
const MOST_TTL = 30

export class Versions {
  /** A record's highest TTL, in seconds: others may not know when it ends. */
  readonly mostTtl = MOST_TTL
  /** A secondary has asked for ends, so that a moved end is a change too. */
  tellsEnds = false
  readonly #table: LiveTable
  #since = new Unpublished()
  /** Versions that are about to get successors, and the changes these bring. */
  #coming: { readonly versions: ReadonlySet<object>; readonly changes: Unpublished } | undefined

  constructor(table: LiveTable) {
    this.#table = table
  }

  get isNewest(): boolean {
    return this.#since.isEmpty
  }

  /** Call it before an entry is put. Whether that is a change. */
  notePut(entry: ListEntry, value: Value): boolean {
    const before = this.#table.get(entry)?.value
    if (before !== undefined && !this.tellsEnds && saysTheSame(before, value)) return false
    this.#since.note(entry, before)
    return true
  }

  /** Call it when an entry with this value goes. */
  noteGone(entry: ListEntry, value: Value | undefined): void {
    this.#since.note(entry, value)
  }

  /** Call it when all entries go. */
  noteAllGone(): void {
    this.#since.lose()
  }

  /** The changes that make the next versions; undefined if they are too many. Call published() or failed() afterwards. */
  begin(versions: readonly object[]): readonly EntryChange[] | undefined {
    const changes = this.#since
    this.#coming = { versions: new Set(versions), changes }
    this.#since = new Unpublished()
    if (changes.isLost) return undefined
    return Array.from(changes.each(), ({ entry, before }): EntryChange => {
      return { entry, before, after: this.#table.get(entry)?.value }
    }).filter(({ before, after }) => before !== undefined || after !== undefined)
  }

  published(): void {
    this.#coming = undefined
  }

  failed(): void {
    if (this.#coming !== undefined) this.#since.putBefore(this.#coming.changes)
    this.#coming = undefined
  }

  /** `ttl`: the list's. */
  forSecondaries(ttl: number): ForSecondaries {
    return {
      content: (version) => this.#contentOf(version, ttl),
      endOf: (labels) => {
        const entry = entryOfOwner(labels, 0, labels.length)
        return entry && (this.#table.get(entry)?.end ?? OVER)
      },
      tellEnds: () => {
        this.tellsEnds = true
      },
    }
  }

  #contentOf(version: object, ttl: number): ListContent {
    const snapshot = new Snapshot()
    const undone = [this.#coming?.versions.has(version) ? this.#coming.changes : undefined, this.#since].filter(
      (one) => one !== undefined && !one.isLost && one.size > 0,
    ) as Unpublished[]
    for (const one of this.#table.each()) if (!undone.some((changes) => changes.has(one.entry))) snapshot.add(one)
    const earlier = new Map<string, ContentEntry>()
    for (const changes of undone)
      for (const { entry, before } of changes.each()) {
        const labels = ownerLabels(entry)
        const key = Buffer.from(labels).toString('latin1')
        // The earliest change has the published value.
        if (earlier.has(key)) continue
        const end = this.#table.get(entry)?.end ?? OVER
        earlier.set(key, { labels, code: before?.code ?? NO_CODE, text: before?.text, end })
      }
    return {
      ttl: Math.min(ttl, MOST_TTL),
      *entries() {
        yield* snapshot.entries()
        for (const one of earlier.values()) if (one.code !== NO_CODE) yield one
      },
    }
  }
}

/** The end of an entry that has gone but stands in a version: a secondary that gets the version may never hear of the next. */
const OVER = 0
/** The code of an entry that was not listed. */
const NO_CODE = new Uint8Array(4)

function saysTheSame(a: Value, b: Value): boolean {
  return Buffer.compare(a.code, b.code) === 0 && sameText(a.text, b.text)
}

function sameText(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0
}
