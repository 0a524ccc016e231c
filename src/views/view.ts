// Which clients are shown which zones: each view's name and its zones, and the table that finds the view of an address. A generation is
// immutable; a reload makes the next one.

import type { ZoneSet } from '../zone/zone-set.ts'
import type { PrefixTable } from './prefix-table.ts'

export type View = {
  readonly name: string
  readonly zones: ZoneSet
}

export type Generation = {
  /** Counts from 1 with every switch. */
  readonly number: number
  /**
   * PrefixTable.match() gives an index into this. A server keeps views in the order in which they first came, whatever their order in the
   * configuration; one that a reload has taken away stays without zones.
   */
  readonly views: readonly View[]
  readonly prefixes: PrefixTable
}
