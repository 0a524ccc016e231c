// Turns the record of keys on the disk into states for the solver, and back.

import type { KeyEntry, KeyRecord, ServedTtls } from '../keys/key-folder.ts'
import type { ZoneKey } from '../zone-key.ts'
import {
  isAwaited,
  newRollKey,
  notAhead,
  partsOf,
  published,
  type RecordLife,
  type RollKey,
  withRecord,
} from './record-states.ts'
import type { Retention } from './solver.ts'

/** The states of the keys. If none of them has been served yet, all begin at once. */
export function rollKeysOf(record: KeyRecord, now: number): RollKey[] {
  return notAhead(begun(record, now), now)
}

function begun({ keys }: KeyRecord, now: number): RollKey[] {
  const isFirst = keys.every(({ records }) => records === undefined)
  return keys.map(({ records, isWanted, ...entry }) => {
    if (records !== undefined)
      return { tag: entry.tag, algorithm: entry.algorithm, role: entry.role, isWanted, records }
    const key = newRollKey(entry, now)
    if (!isFirst) return { ...key, isWanted }
    return partsOf(entry.role)
      .filter((part) => part !== 'ds')
      .reduce((after, part) => withRecord(after, part, published(after.records[part], now)), key)
  })
}

/** The record with these states, without keys that are gone from all caches and not wanted. Their files stay. */
export function withRollKeys(record: KeyRecord, keys: readonly RollKey[]): KeyRecord {
  const entries = record.keys.flatMap((entry): KeyEntry[] => {
    const key = keys.find(({ tag, algorithm }) => tag === entry.tag && algorithm === entry.algorithm)!
    return isGone(key) ? [] : [{ ...entry, isWanted: key.isWanted, records: key.records }]
  })
  return { ...record, version: 2, keys: entries }
}

/** The record for a clock that was set forward or back by so many seconds: all times move with it, so that no wait ends sooner. */
export function shiftedBy(record: KeyRecord, seconds: number): KeyRecord {
  if (seconds === 0) return record
  const moved = (time: number) => (time === BY_HAND ? time : time + seconds)
  const life = ({ state, since, seen, checked, from }: RecordLife): RecordLife => ({
    ...{ state, since: since + seconds },
    ...(seen !== undefined && { seen: moved(seen) }),
    ...(checked !== undefined && { checked: moved(checked) }),
    ...(from !== undefined && { from: moved(from) }),
  })
  const keys = record.keys.map(({ records, ...entry }): KeyEntry => {
    if (records === undefined) return entry
    const { dnskey, krrsig, zrrsig, ds } = records
    return { ...entry, records: { dnskey: life(dnskey), krrsig: life(krrsig), zrrsig: life(zrrsig), ds: life(ds) } }
  })
  const served = record.served?.map((one) => (one.until === undefined ? one : { ...one, until: one.until + seconds }))
  return { ...record, keys, ...(served && { served }) }
}

/** The record with each key's public half, which is published even when the key's file is lost. */
export function withPublicHalves(record: KeyRecord, keys: readonly ZoneKey[]): KeyRecord {
  const entries = record.keys.map((entry) => {
    const key = keys.find(({ tag, algorithm }) => tag === entry.tag && algorithm === entry.algorithm)
    return key === undefined ? entry : { ...entry, dnskey: publicHalf(key) }
  })
  return { ...record, keys: entries }
}

export function publicHalf({ dnskey }: Pick<ZoneKey, 'dnskey'>): string {
  return Buffer.from(dnskey).toString('base64')
}

type Kept = {
  readonly latest: Retention
  /** TTLs of what is served now. */
  readonly served: ServedTtls
  /** Seconds since 1970. */
  readonly now: number
}

/** `latest`: for how long caches keep what was served, counted from the beginning of a roll until its end. */
export function keptKeys(record: KeyRecord, { latest, served, now }: Kept): KeyRecord {
  const { retention: _, ...rest } = record
  const kept = { ...rest, served: servedLately(record.served ?? [], served, now) }
  return isAtRest(record) ? kept : { ...kept, retention: latest }
}

/** The TTLs that caches may still hold: a roll that begins just after a TTL was made shorter has to wait for the longer one. */
function servedLately(before: readonly ServedTtls[], { dnskey, data }: ServedTtls, now: number): ServedTtls[] {
  const others = before
    .filter((one) => one.until !== undefined || one.dnskey !== dnskey || one.data !== data)
    .map((one) => {
      const end = now + Math.max(one.dnskey, one.data)
      // If the clock was ahead then, the wait begins anew.
      return { ...one, until: Math.min(one.until ?? end, end) }
    })
  return [{ dnskey, data }, ...others.filter(({ until }) => until > now)]
}

export function isAtRest({ keys }: KeyRecord): boolean {
  return keys.every(
    ({ records, role }) =>
      records !== undefined && partsOf(role).every((part) => records[part].state === 'omnipresent'),
  )
}

/** Whether a person has confirmed the record, where no server can be asked. */
export function ripened({ checked }: RecordLife): boolean {
  return checked === BY_HAND
}

export function saidByHand(life: RecordLife, now: number): RecordLife {
  return isAwaited(life) ? { ...life, seen: life.seen ?? now, checked: BY_HAND } : life
}

const BY_HAND = Number.MAX_SAFE_INTEGER

function isGone({ isWanted, records, role }: RollKey): boolean {
  return !isWanted && partsOf(role).every((part) => records[part].state === 'hidden')
}
