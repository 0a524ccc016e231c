// What caches may know of the records of a key. By these states RFC 7583 §3 tells when a roll may take its next step. Each key has four
// records: its DNSKEY, its signatures over the keys, its signatures over all else, and its DS.
//
//             published            everybody has it           taken away              nobody has it
//     hidden  --------->  rumoured  ------------->  omnipresent  ------->  unretentive  ---------->  hidden
//                             '------------------- taken away -------------------^

import type { KeyRole } from '../zone-key.ts'

export type RecordState = 'hidden' | 'rumoured' | 'omnipresent' | 'unretentive'

export type Part = 'dnskey' | 'krrsig' | 'zrrsig' | 'ds'

/** All times in seconds since 1970. */
export type RecordLife = {
  readonly state: RecordState
  /** When it entered this state. */
  readonly since: number
  /** For rumoured and unretentive: when every server was first seen with the record, or without it; missing until then. */
  readonly seen?: number
  /** When that was seen last: a server that is late may bring an old version back. */
  readonly checked?: number
  /** For unretentive: when it was published, if not every cache had it when it was taken away. */
  readonly from?: number
}

export type RollKey = {
  readonly tag: number
  readonly algorithm: number
  readonly role: KeyRole
  /** Whether it is to be in use in the end, or to be gone. */
  readonly isWanted: boolean
  /** Nobody can sign with the key: what it is to sign has to wait, and the key that signed before it stays. */
  readonly isLost?: boolean
  readonly records: Readonly<Record<Part, RecordLife>>
}

const PARTS_OF: Readonly<Record<KeyRole, readonly Part[]>> = {
  csk: ['dnskey', 'krrsig', 'zrrsig', 'ds'],
  ksk: ['dnskey', 'krrsig', 'ds'],
  zsk: ['dnskey', 'zrrsig'],
}

/** The records that a key of the role has; all others stay hidden. */
export function partsOf(role: KeyRole): readonly Part[] {
  return PARTS_OF[role]
}

export function isPublished({ state }: RecordLife): boolean {
  return state === 'rumoured' || state === 'omnipresent'
}

/** Whether the key is lost and its signature over the keys is kept: then the keys must not change. */
export function isKept({ isLost, records }: RollKey): boolean {
  return isLost === true && isPublished(records.krrsig)
}

export function isAwaited({ state }: RecordLife): boolean {
  return state === 'rumoured' || state === 'unretentive'
}

/** A key that has not been served yet. */
export function newRollKey(key: Pick<RollKey, 'tag' | 'algorithm' | 'role'>, now: number): RollKey {
  const life: RecordLife = { state: 'hidden', since: now }
  const { tag, algorithm, role } = key
  return { tag, algorithm, role, isWanted: true, records: { dnskey: life, krrsig: life, zrrsig: life, ds: life } }
}

/** The keys with no time later than now, for a clock that was ahead: all times move back alike, so that their order stays. */
export function notAhead(keys: readonly RollKey[], now: number): RollKey[] {
  const latest = Math.max(...keys.flatMap(({ role, records }) => partsOf(role).map((part) => records[part].since)))
  if (latest <= now) return [...keys]
  const back = latest - now
  return keys.map((key) =>
    partsOf(key.role).reduce((after, part) => {
      const { since, from, ...life } = key.records[part]
      return withRecord(after, part, { ...life, since: since - back, ...(from !== undefined && { from: from - back }) })
    }, key),
  )
}

export function withRecord(key: RollKey, part: Part, life: RecordLife): RollKey {
  return { ...key, records: { ...key.records, [part]: life } }
}

export function published(life: RecordLife, now: number): RecordLife {
  return isPublished(life) ? life : { state: 'rumoured', since: now }
}

/** The record after a look at the servers. `isSo`: all of them have it, or lack it, as they should. */
export function looked({ seen, checked: _, ...life }: RecordLife, isSo: boolean, now: number): RecordLife {
  const { state, since, from } = life
  const bare = from === undefined ? { state, since } : { state, since, from }
  return isSo ? { ...bare, seen: seen ?? now, checked: now } : bare
}

export function takenAway({ state, since }: RecordLife, now: number): RecordLife {
  const life: RecordLife = { state: 'unretentive', since: now }
  // A cache may have asked within the same second.
  return state === 'rumoured' ? { ...life, from: Math.min(since, now - 1) } : life
}
