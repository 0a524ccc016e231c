// One leased list, as the thread that changes it has it.

import type { LiveEntries } from '../../lists/live/live-entries.ts'
import type { LiveTable } from '../../lists/live/live-table.ts'
import type { LeaseCounts, LeasedSetting } from './lease-terms.ts'
import type { Versions } from './versions.ts'

export type List = {
  readonly origin: Uint8Array
  /** Undefined: the configuration no longer has the list, whose entries are kept. */
  setting: LeasedSetting | undefined
  readonly table: LiveTable
  readonly versions: Versions
  /** By their highest TTL. */
  readonly entries: Map<number, LiveEntries>
  /** How many new entries are on their way to the disk. */
  coming: number
  readonly counts: LeaseCounts
  /** When the next look for ended entries is due, by the steady clock. */
  wakes: number
}

/** How many entries the list may have. */
export function limitOf({ setting, table }: List): number {
  return Math.min(setting?.maxEntries.leases ?? 0, table.room)
}
