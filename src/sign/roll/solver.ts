// Finds the next steps of a roll. It does not know kinds of rolls: keys are wanted or not, and each record takes its next step as soon as
// that breaks no rule (rules.ts). It knows no clock, asks no server, and can go on at any moment from what is on the disk.

import {
  isKept,
  isPublished,
  type Part,
  partsOf,
  published,
  type RecordLife,
  type RollKey,
  takenAway,
  withRecord,
} from './record-states.ts'
import { type Rule, rollRules } from './rules.ts'

/** For how long caches keep records, in seconds. */
export type Retention = { readonly dnskey: number; readonly data: number; readonly ds: number }

export type Conditions = {
  /** Seconds since 1970. */
  readonly now: number
  readonly retention: Retention
  /** Whether the zone is to be unsigned: every DS has to go. */
  readonly isLeaving: boolean
  readonly rules?: readonly Rule[]
}

/** The keys after all waits that are over and all steps that may be taken at this moment. */
export function advance(keys: readonly RollKey[], conditions: Conditions): readonly RollKey[] {
  let at: readonly RollKey[] = keys.map((key) => timedOut(key, conditions))
  for (let next = firstMove(at, conditions); next !== undefined; next = firstMove(at, conditions)) at = next
  return at
}

/** RFC 7583 §3: a record that all servers have, or lack, is so in caches too once these have forgotten what was before. */
function timedOut(key: RollKey, { now, retention }: Conditions): RollKey {
  let after = key
  for (const part of partsOf(key.role)) {
    const life = key.records[part]
    if (life.seen === undefined || life.checked === undefined) continue
    // If the clock was ahead then, the wait begins anew.
    const seen = Math.min(life.seen, now)
    const isOver = seen + waitOf(part, life, retention) <= Math.min(life.checked, now)
    if (isOver)
      after = withRecord(after, part, { state: life.state === 'rumoured' ? 'omnipresent' : 'hidden', since: now })
    else if (seen !== life.seen) after = withRecord(after, part, { ...life, seen })
  }
  return after
}

/** Seconds for which all servers have to have been seen with a record, or without it. */
export function waitOf(part: Part, { from }: RecordLife, { dnskey, data, ds }: Retention): number {
  // A registrar may still be at work on an earlier wish to add this DS.
  if (part === 'ds') return ds + (from === undefined ? 0 : AT_WORK)
  return part === 'zrrsig' ? data : dnskey
}

/** Seconds within which a registrar has done what it was asked to do, or has read in CDS records. */
const AT_WORK = 86_400

type Step = readonly [key: number, part: Part]
/** Records that come and go at once. */
type Move = { readonly come: readonly Step[]; readonly go: readonly Step[] }

function firstMove(keys: readonly RollKey[], conditions: Conditions): readonly RollKey[] | undefined {
  for (const move of movesOf(keys, conditions.isLeaving)) {
    const after = moved(keys, move, conditions.now)
    if (isAllowed(keys, after, move, conditions)) return after
  }
  return undefined
}

function isAllowed(
  before: readonly RollKey[],
  after: readonly RollKey[],
  { go }: Move,
  { isLeaving, rules = rollRules }: Conditions,
): boolean {
  return rules.every(
    (rule) =>
      (isLeaving && rule.name === 'ds') ||
      rule.holds(after) ||
      // Where the rule is broken already, by lost keys or a foreign DS, records may come to mend it, but none may go.
      (go.length === 0 && !rule.holds(before)),
  )
}

function moved(keys: readonly RollKey[], { come, go }: Move, now: number): readonly RollKey[] {
  const after = [...keys]
  const change = (steps: readonly Step[], life: (before: RecordLife, now: number) => RecordLife) => {
    for (const [i, part] of steps) after[i] = withRecord(after[i]!, part, life(after[i]!.records[part], now))
  }
  change(come, published)
  change(go, takenAway)
  return after
}

/** The moves that are still to be made, in the order in which they are tried. */
function* movesOf(keys: readonly RollKey[], isLeaving: boolean): Generator<Move> {
  const may = (i: number, part: Part) => isFree(keys, i, part)
  const coming = (part: Part) =>
    [...keys.keys()].filter(
      (i) => isToCome(keys[i]!, part, isLeaving) && partsOf(keys[i]!.role).includes(part) && may(i, part),
    )
  const going = (part: Part) =>
    [...keys.keys()].filter((i) => isToGo(keys[i]!, part, isLeaving) && isInPlace(keys, i, part) && may(i, part))
  // Caches get the keys together with the signatures over them.
  for (const i of coming('dnskey'))
    yield {
      come:
        keys[i]!.role === 'zsk'
          ? [[i, 'dnskey']]
          : [
              [i, 'dnskey'],
              [i, 'krrsig'],
            ],
      go: [],
    }
  // A key that was lost, and is back.
  for (const i of coming('krrsig')) if (isPublished(keys[i]!.records.dnskey)) yield { come: [[i, 'krrsig']], go: [] }
  for (const i of coming('zrrsig')) {
    // RFC 7583 §3.2.1: the new key signs instead of the old one. RFC 6781 §4.1.4: with another algorithm, beside it.
    const before = going('zrrsig').filter((j) => keys[j]!.algorithm === keys[i]!.algorithm)
    yield { come: [[i, 'zrrsig']], go: before.map((j) => [j, 'zrrsig']) }
  }
  // The new DS set replaces the old one, so that the parent is changed only once (RFC 7344 §4).
  for (const i of coming('ds')) yield { come: [[i, 'ds']], go: going('ds').map((j) => [j, 'ds']) }
  for (const i of going('ds')) yield { come: [], go: [[i, 'ds']] }
  for (const i of going('dnskey'))
    yield {
      come: [],
      go: KEYS_RRSET.filter((part) => isPublished(keys[i]!.records[part])).map((part) => [i, part] as const),
    }
  for (const i of going('zrrsig')) yield { come: [], go: [[i, 'zrrsig']] }
}

const KEYS_RRSET: readonly Part[] = ['dnskey', 'krrsig']

/** Whether the record may change: while a lost key's signature over the keys is kept, the keys may not, but for that key itself. */
function isFree(keys: readonly RollKey[], i: number, part: Part): boolean {
  return part === 'zrrsig' || keys.every((key, j) => !isKept(key) || (j === i && part !== 'ds'))
}

/** Whether the record may go: a key must not go while the key that was to replace it is lost. */
function isInPlace(keys: readonly RollKey[], i: number, part: Part): boolean {
  return part === 'ds' || keys[i]!.isLost === true || !keys.some(({ isLost, isWanted }) => isLost === true && isWanted)
}

function isToCome({ isWanted, isLost, records }: RollKey, part: Part, isLeaving: boolean): boolean {
  if (!isWanted || isLost === true) return false
  if (part === 'ds') return !isLeaving && !isPublished(records.ds)
  // A record on its way out has to be gone before it comes again, or nobody could tell what caches have.
  return records[part].state === 'hidden'
}

function isToGo({ isWanted, records }: RollKey, part: Part, isLeaving: boolean): boolean {
  return (!isWanted || (isLeaving && part === 'ds')) && isPublished(records[part])
}
