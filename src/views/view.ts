// Who sees what: each view's name and its own zones, and the table that finds the view of an address. One generation of it is
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
  /** In the order of the configuration; PrefixTable.match() gives an index into this. */
  readonly views: readonly View[]
  readonly prefixes: PrefixTable
}
