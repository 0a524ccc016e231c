// What has become of the entries of one list since the version of its zone that secondaries can have: of each entry, what it said then.

import type { ListEntry } from '../../lists/live/entry.ts'
import type { Value } from '../../lists/live/values.ts'

/** `before`, `after`: undefined where it was, or is, not listed. */
export type EntryChange = {
  readonly entry: ListEntry
  readonly before: Value | undefined
  readonly after: Value | undefined
}

type Was = { readonly entry: ListEntry; readonly before: Value | undefined }

/** Whoever has missed so many takes the list whole. */
const MOST = 20_000

export class Unpublished {
  /** By entry. */
  readonly #was = new Map<string, Was>()
  /** Nobody knows any more what was there. */
  #isLost = false

  get isEmpty(): boolean {
    return this.#was.size === 0 && !this.#isLost
  }

  get isLost(): boolean {
    return this.#isLost
  }

  get size(): number {
    return this.#was.size
  }

  has(entry: ListEntry): boolean {
    return this.#was.has(keyOf(entry))
  }

  /** The entry is about to change; what it says now was published, unless it has changed before. */
  note(entry: ListEntry, before: Value | undefined): void {
    if (this.#isLost) return
    const key = keyOf(entry)
    if (this.#was.has(key)) return
    if (this.#was.size === MOST) this.lose()
    else this.#was.set(key, { entry: { ...entry, octets: entry.octets.slice() }, before })
  }

  lose(): void {
    this.#isLost = true
    this.#was.clear()
  }

  /** What came before these, of which nothing has been published after all. */
  putBefore(earlier: Unpublished): void {
    if (earlier.#isLost) this.lose()
    else for (const { entry, before } of earlier.each()) this.#override(entry, before)
  }

  each(): Iterable<Was> {
    return this.#was.values()
  }

  #override(entry: ListEntry, before: Value | undefined): void {
    if (!this.#isLost) this.#was.set(keyOf(entry), { entry, before })
  }
}

function keyOf({ family, octets }: ListEntry): string {
  return `${family[3]}${Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1')}`
}
