// Computes what the layer has to hold of one rrset for the rrset to be as a message wants it.

import type { By, LayerEntry, LayerSet } from './entry.ts'
import { emptySet } from './entry.ts'
import { isSingle, type SetState } from './overlay.ts'
import type { WorkingSet } from './working-sets.ts'

export type Making = {
  /** The rrset in the source. */
  readonly below: SetState
  /** The layer's set before. */
  readonly before: LayerSet | undefined
  /** The rrset as served. */
  readonly served: SetState
  readonly by: By
  readonly now: number
}

export function layerSetOf({ owner, type, records, ttl: given }: WorkingSet, making: Making): LayerSet {
  const { below, before = emptySet(owner, type), served, by, now } = making
  const added = new Map<string, LayerEntry>()
  for (const [key, { rdata, addition }] of records) {
    const known = before.added.get(key)
    if (addition === undefined) {
      if (known !== undefined) added.set(key, known)
      continue
    }
    const until = addition.lease === undefined ? undefined : now + addition.lease * 1000
    const entry: LayerEntry = { owner, type, rdata, ttl: addition.ttl, how: 'add', by, at: now, until }
    added.set(key, known !== undefined && isSameEntry(known, entry) ? known : entry)
  }
  const hidden = new Map<string, LayerEntry>()
  // A record that replaces the source's whole rrset hides none of its records one by one. Records deleted earlier stay deleted when it ends.
  const isReplaced = isSingle(type) && added.size > 0
  for (const [key, rdata] of below.records) {
    const known = before.hidden.get(key)
    if (records.has(key) || (isReplaced && known === undefined)) continue
    hidden.set(key, known ?? { owner, type, rdata, ttl: served.ttl, how: 'hide', by, at: now, until: undefined })
  }
  // Hidden records that the source no longer has may come back: they stay hidden.
  for (const [key, entry] of before.hidden) if (!below.records.has(key) && !records.has(key)) hidden.set(key, entry)
  const ttl = given ?? before.ttl
  const isSeen = [...below.records.keys()].some((key) => !hidden.has(key))
  const isSources = added.size === 0 && (!isSeen || ttl === below.ttl)
  return { owner: before.owner, type, ttl: isSources ? undefined : ttl, added, hidden }
}

/** Whether somebody says again what he has said. */
function isSameEntry(a: LayerEntry, b: LayerEntry): boolean {
  return a.ttl === b.ttl && a.until === undefined && b.until === undefined && a.by.key === b.by.key
}

export function isSameSet(before: LayerSet | undefined, after: LayerSet): boolean {
  const { ttl, added, hidden } = before ?? emptySet(after.owner, after.type)
  return ttl === after.ttl && isSameEntries(added, after.added) && isSameEntries(hidden, after.hidden)
}

function isSameEntries(a: LayerSet['added'], b: LayerSet['added']): boolean {
  return a.size === b.size && [...a].every(([key, entry]) => b.get(key) === entry)
}

/** Says what remains of a set, given what the source below has (`below`). */
export type Left = (set: LayerSet, below: SetState) => LayerSet

/** Drops what the source below says by now too: no answer changes. Entries that end by themselves stay. */
export const unfolded: Left = (set, below) => {
  const added = new Map([...set.added].filter(([key, { until }]) => until !== undefined || !below.records.has(key)))
  const hidden = new Map([...set.hidden].filter(([key]) => below.records.has(key)))
  const isSources =
    added.size === 0 && (set.ttl === below.ttl || [...below.records.keys()].every((key) => hidden.has(key)))
  return { ...set, added, hidden, ttl: isSources ? undefined : set.ttl }
}

export function entriesIn({ added, hidden }: LayerSet): number {
  return added.size + hidden.size
}

/** The set without the entries that have ended. */
export function withoutEnded(set: LayerSet, now: number): LayerSet {
  const added = new Map([...set.added].filter(([, { until }]) => until === undefined || until > now))
  if (added.size === set.added.size) return set
  return { ...set, added, ttl: added.size === 0 ? undefined : set.ttl }
}
