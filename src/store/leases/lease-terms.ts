// What may be asked of a list whose entries end, and what comes of it.

import type { ListEntry } from '../../lists/live/entry.ts'
import type { ListSetting } from '../../text/config/lists.ts'

/** A list of the configuration to which entries may be added. */
export type LeasedSetting = ListSetting & { readonly leases: number; readonly max: number }

export function isLeased(list: ListSetting): list is LeasedSetting {
  return list.leases !== undefined && list.max !== undefined
}

/** Times are in milliseconds. */
export type LeaseRequest = {
  readonly entry: ListEntry
  /** How long; by default as the list says. */
  readonly for?: number | undefined
  /** What is answered; as it was before, or else as the list says. */
  readonly code?: Uint8Array | undefined
  readonly text?: Uint8Array | undefined
}

/** `full`: as many entries as may be; `texts`: as many different texts; `disk`: it takes nothing. */
export type LeaseRefusal = 'never-listed' | 'family' | 'too-long-name' | 'full' | 'disk'

export type LeaseOutcome =
  | {
      readonly kind: 'added' | 'extended'
      /** When it ends, by the wall clock; and what is left until then. */
      readonly until: number
      readonly left: number
      /** It was asked to last longer than it may. */
      readonly shortened: boolean
    }
  | { readonly kind: 'refused'; readonly why: LeaseRefusal; readonly reason?: string }

export type LeaseCounts = { added: number; extended: number; removed: number; ended: number; refused: number }

/** A list with files takes what its files may have. */
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
