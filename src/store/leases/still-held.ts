// Replays records of entries: which entries are held in the end, and until when.

import type { ListEntry } from '../../lists/live/entry.ts'
import type { Value } from '../../lists/live/values.ts'
import { type LeaseRecord, leaseKey, listKey } from './lease-record.ts'

export type HeldLease = {
  readonly list: Uint8Array
  readonly entry: ListEntry
  readonly until: number
  readonly value: Value
}

export class StillHeld {
  /** By list and by entry. `stepped`: by how much the clock had been set in all before the record. */
  readonly #lists = new Map<string, Map<string, HeldLease & { readonly stepped: number }>>()
  #stepped = 0
  /** A time that has passed for sure, by the wall clock. If the clock is behind it, somebody set it back, and ended entries stay ended. */
  seen = 0

  take(record: LeaseRecord): void {
    switch (record.kind) {
      case 'step':
        this.#stepped += record.by
        this.seen = record.at
        return
      case 'flush':
        this.#lists.delete(listKey(record.list))
        return
      case 'remove':
        this.#lists.get(listKey(record.list))?.delete(leaseKey(record.list, record.entry))
        return
      case 'put': {
        const { list, entry, until, value } = record
        const key = listKey(list)
        const held = this.#lists.get(key) ?? new Map()
        this.#lists.set(key, held)
        held.set(leaseKey(list, entry), { list, entry, until, value, stepped: this.#stepped })
        return
      }
      default:
        record satisfies never
    }
  }

  /** The entries that end after `now`, by the wall clock since it was last set. */
  *all(now: number): Generator<HeldLease> {
    const least = Math.max(now, this.seen)
    for (const held of this.#lists.values())
      for (const { stepped, until, ...rest } of held.values()) {
        const end = until + this.#stepped - stepped
        if (end > least) yield { ...rest, until: end }
      }
  }
}
