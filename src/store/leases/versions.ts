// The versions of a list whose entries end, as secondaries have them: what has changed since the newest, and what there was in it.
// Threads that answer read the table itself, which is ahead of that.

import type { ContentEntry, ForSecondaries, ListContent } from '../../lists/entries.ts'
import { entryOfOwner, type ListEntry, ownerLabels } from '../../lists/live/entry.ts'
import type { LiveTable } from '../../lists/live/live-table.ts'
import { Snapshot } from '../../lists/live/snapshot.ts'
import type { Value } from '../../lists/live/values.ts'
import { type EntryChange, Unpublished } from './unpublished.ts'

/** Seconds that others may keep a record whose end they do not know. */
const MOST_TTL = 30

export class Versions {
  /** Seconds: a record's TTL at the most. Others may not know when it ends. */
  readonly mostTtl = MOST_TTL
  /** Somebody has asked for ends: that one moves is a change too. */
  tellsEnds = false
  readonly #table: LiveTable
  #since = new Unpublished()
  /** Versions that are about to be followed by others, and what these change. */
  #coming: { readonly versions: ReadonlySet<object>; readonly changes: Unpublished } | undefined

  constructor(table: LiveTable) {
    this.#table = table
  }

  get isNewest(): boolean {
    return this.#since.isEmpty
  }

  /** The entry is about to be put so; whether that is a change. */
  notePut(entry: ListEntry, value: Value): boolean {
    const before = this.#table.get(entry)?.value
    if (before !== undefined && !this.tellsEnds && saysTheSame(before, value)) return false
    this.#since.note(entry, before)
    return true
  }

  /** The entry goes, or has gone; it said this. */
  noteGone(entry: ListEntry, value: Value | undefined): void {
    this.#since.note(entry, value)
  }

  /** All of them go. */
  noteAllGone(): void {
    this.#since.lose()
  }

  /** What makes the next versions of these; undefined where nobody knows. Then published() or failed() is called. */
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

  /** `ttl`: of the list. */
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
        // What came first says what there was.
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

/** Of what has gone, and was still there in a version: whoever gets that may never hear of the next. */
const OVER = 0
/** Of what was not listed. */
const NO_CODE = new Uint8Array(4)

function saysTheSame(a: Value, b: Value): boolean {
  return Buffer.compare(a.code, b.code) === 0 && sameText(a.text, b.text)
}

function sameText(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0
}
