// Computes an rrset with a layer over it, and the changes that make a zone have it.

import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { type Changeset, RecordList } from '../zone/changeset.ts'
import { equalKey } from '../zone/same.ts'
import { hasTarget, NONE, type Zone } from '../zone/zone.ts'
import type { LayerSet } from './entry.ts'
import { servedTtl } from './lease.ts'

/** `records`: rdata by its canonical form. */
export type SetState = { readonly ttl: number; readonly records: ReadonlyMap<string, Uint8Array> }

const NOTHING_THERE: SetState = { ttl: 0, records: new Map() }

/** Whether a name has at most one record of the type: a new one replaces the old. */
export function isSingle(type: number): boolean {
  return type === Type.CNAME || type === Type.DNAME || type === Type.SOA
}

/** The rrset as the zone has it. */
export function stateOf(zone: Zone, owner: Uint8Array, type: number): SetState {
  const node = zone.find(scratch.set(owner, 0), 0)
  const set = node === NONE ? NONE : zone.rrset(node, type)
  if (set === NONE) return NOTHING_THERE
  const records = new Map<string, Uint8Array>()
  const withTarget = hasTarget(type)
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, withTarget)) {
    const rdata = zone.heap.slice(data, data + zone.lengthOf(data))
    records.set(equalKey(type, rdata, 0, rdata.length), rdata)
  }
  return { ttl: zone.ttl(set), records }
}

const scratch = new Suffixes()

/** `base`: the rrset in the source. `now`: by the clock of the entries (LayerTime). */
export function stateOver(base: SetState, { type, ttl, added, hidden }: LayerSet, now: number): SetState {
  const records = new Map<string, Uint8Array>()
  if (!isSingle(type) || added.size === 0)
    for (const [key, rdata] of base.records) if (!hidden.has(key)) records.set(key, rdata)
  let served = ttl ?? base.ttl
  for (const [key, { rdata, until }] of added) {
    if (!records.has(key)) records.set(key, rdata)
    if (until !== undefined) served = Math.min(served, servedTtl(served, until - now).ttl)
  }
  return { ttl: served, records }
}

/** Milliseconds until time alone changes the state; undefined: never. */
export function holdsFor({ ttl, added }: LayerSet, now: number): number | undefined {
  let least: number | undefined
  for (const { until, ttl: own } of added.values()) {
    if (until === undefined) continue
    const left = Math.max(until - now, 0)
    const { holds } = servedTtl(ttl ?? own, left)
    least = Math.min(least ?? left, holds, left)
  }
  return least
}

export type WantedState = { readonly owner: Uint8Array; readonly type: number; readonly state: SetState }

/** The changes that make the zone have these states, with the SOA first if it is among them. */
export function changesTo(zone: Zone, wanted: readonly WantedState[]): Changeset {
  const changes = { removed: RecordList.empty(), added: RecordList.empty() }
  const soaFirst = wanted.toSorted((a, b) => Number(b.type === Type.SOA) - Number(a.type === Type.SOA))
  for (const { owner, type, state } of soaFirst) {
    const before = stateOf(zone, owner, type)
    const isSameTtl = before.ttl === state.ttl
    for (const [key, rdata] of before.records)
      if (!isSameTtl || !state.records.has(key)) changes.removed.add(owner, 0, type, before.ttl, rdata, 0, rdata.length)
    for (const [key, rdata] of state.records)
      if (!isSameTtl || !before.records.has(key)) {
        const kept = before.records.get(key) ?? rdata
        changes.added.add(owner, 0, type, state.ttl, kept, 0, kept.length)
      }
  }
  return changes
}
