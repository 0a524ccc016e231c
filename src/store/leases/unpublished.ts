// Which entries of one list have changed since the newest version of its zone that secondaries can have, and what each said then.

import type { ListEntry } from '../../lists/live/entry.ts'
import type { Value } from '../../lists/live/values.ts'

/** `before`, `after`: undefined if the entry was, or is, not listed. */
export type EntryChange = {
  readonly entry: ListEntry
  readonly before: Value | undefined
  readonly after: Value | undefined
}

type Was = { readonly entry: ListEntry; readonly before: Value | undefined }

/** After more changes than these, a secondary takes the whole list. */
const MOST = 20_000

export class Unpublished {
  /** By entry. */
  readonly #was = new Map<string, Was>()
  /** Nobody knows any more what has changed, mostly because there were too many changes. */
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

  /** Call it before an entry changes: its present value was published, unless it has changed already. */
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

  /** Puts earlier changes back, whose publication failed. */
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
