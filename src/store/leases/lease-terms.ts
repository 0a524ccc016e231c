// Requests to a leased list, and their outcomes.

import type { ListEntry } from '../../lists/live/entry.ts'
import type { ListSetting } from '../../text/config/lists.ts'

/** A configured list to which entries may be added. */
export type LeasedSetting = ListSetting & { readonly leases: number; readonly max: number }

export function isLeased(list: ListSetting): list is LeasedSetting {
  return list.leases !== undefined && list.max !== undefined
}

/** Times are in milliseconds. */
export type LeaseRequest = {
  readonly entry: ListEntry
  /** How long the entry lasts; by default as the list says. */
  readonly for?: number | undefined
  /** The answer for the entry; by default its present one, or else the list's. */
  readonly code?: Uint8Array | undefined
  readonly text?: Uint8Array | undefined
}

/** `never-listed`: no list may have the entry. `full`: the list has its most entries. `disk`: the disk takes nothing. */
export type LeaseRefusal = 'never-listed' | 'family' | 'too-long-name' | 'full' | 'disk'

export type LeaseOutcome =
  | {
      readonly kind: 'added' | 'extended'
      /** When the entry ends, by the wall clock; and how much time is left. */
      readonly until: number
      readonly left: number
      /** Whether the request asked for more time than the list allows. */
      readonly shortened: boolean
    }
  | { readonly kind: 'refused'; readonly why: LeaseRefusal; readonly reason?: string }

export type LeaseCounts = { added: number; extended: number; removed: number; ended: number; refused: number }

/** A list with files takes the families that its files may have. */
export function takesFamily({ files }: LeasedSetting, { family }: ListEntry): boolean {
  return files.length === 0 || files.some(({ format }) => FAMILIES[format].includes(family))
}

const ALL = ['ipv4', 'ipv6', 'name'] as const
const FAMILIES: Readonly<Record<ListSetting['files'][number]['format'], readonly ListEntry['family'][]>> = {
  ip4set: ['ipv4'],
  ip4tset: ['ipv4'],
  ip4trie: ['ipv4'],
  ip6tset: ['ipv6'],
  ip6trie: ['ipv6'],
  dnset: ['name'],
  generic: ALL,
  combined: ALL,
}
