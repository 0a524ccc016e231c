// One list whose entries end, as its owner has it.

import type { LiveEntries } from '../../lists/live/live-entries.ts'
import type { LiveTable } from '../../lists/live/live-table.ts'
import type { LeaseCounts, LeasedSetting } from './lease-terms.ts'
import type { Versions } from './versions.ts'

export type List = {
  readonly origin: Uint8Array
  /** Undefined: the configuration has no such list now, and its entries are kept. */
  setting: LeasedSetting | undefined
  readonly table: LiveTable
  readonly versions: Versions
  /** By the TTL that they have at the most. */
  readonly entries: Map<number, LiveEntries>
  /** New ones that are on their way to the disk. */
  coming: number
  readonly counts: LeaseCounts
  /** When ends are looked for next, by the steady clock. */
  wakes: number
}

/** Entries that it may have. */
export function limitOf({ setting, table }: List): number {
  return Math.min(setting?.maxEntries.leases ?? 0, table.room)
}
