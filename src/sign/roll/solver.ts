// The next steps of a roll. Nothing here knows what kind of roll it is: keys are wanted or not, and each record takes its way as soon as
// no rule (rules.ts) is broken by it. It knows no clock, asks nobody, and can be begun again from what is on the disk at any moment.

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

/** For how long caches keep what they have, in seconds. */
export type Retention = { readonly dnskey: number; readonly data: number; readonly ds: number }

export type Conditions = {
  /** In seconds since 1970. */
  readonly now: number
  readonly retention: Retention
  /** The zone is to be unsigned: every DS has to go. */
  readonly isLeaving: boolean
  readonly rules?: readonly Rule[]
}

/** The keys after all that is over, and all that may be done, at this moment. */
export function advance(keys: readonly RollKey[], conditions: Conditions): readonly RollKey[] {
  let at: readonly RollKey[] = keys.map((key) => timedOut(key, conditions))
  for (let next = firstMove(at, conditions); next !== undefined; next = firstMove(at, conditions)) at = next
  return at
}

/** RFC 7583 §3: what everybody was seen with, or without, is so in caches too once these have forgotten what was before. */
function timedOut(key: RollKey, { now, retention }: Conditions): RollKey {
  let after = key
  for (const part of partsOf(key.role)) {
    const life = key.records[part]
    if (life.seen === undefined || life.checked === undefined) continue
    // A clock that was ahead then waits once more.
    const seen = Math.min(life.seen, now)
    const isOver = seen + waitOf(part, life, retention) <= Math.min(life.checked, now)
    if (isOver)
      after = withRecord(after, part, { state: life.state === 'rumoured' ? 'omnipresent' : 'hidden', since: now })
    else if (seen !== life.seen) after = withRecord(after, part, { ...life, seen })
  }
  return after
}

/** For how long everybody has to have been seen with a record, or without it, in seconds. */
export function waitOf(part: Part, { from }: RecordLife, { dnskey, data, ds }: Retention): number {
  // Whoever was told to name it may be at work.
  if (part === 'ds') return ds + (from === undefined ? 0 : AT_WORK)
  return part === 'zrrsig' ? data : dnskey
}

/** Seconds within which a registrar has done what it was asked for, or has read. */
const AT_WORK = 86_400

type Step = readonly [key: number, part: Part]
/** What comes and goes at once. */
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
      // Where it is broken already, by keys that are lost or a DS of others, what comes may mend it; nothing goes.
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

/** What is still to be done, in the order in which it is tried. */
function* movesOf(keys: readonly RollKey[], isLeaving: boolean): Generator<Move> {
  const may = (i: number, part: Part) => isFree(keys, i, part)
  const coming = (part: Part) =>
    [...keys.keys()].filter(
      (i) => isToCome(keys[i]!, part, isLeaving) && partsOf(keys[i]!.role).includes(part) && may(i, part),
    )
  const going = (part: Part) =>
    [...keys.keys()].filter((i) => isToGo(keys[i]!, part, isLeaving) && isInPlace(keys, i, part) && may(i, part))
  // The keys and their signatures over the keys are one rrset to caches.
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
  // One that was lost, and is back.
  for (const i of coming('krrsig')) if (isPublished(keys[i]!.records.dnskey)) yield { come: [[i, 'krrsig']], go: [] }
  for (const i of coming('zrrsig')) {
    // RFC 7583 §3.2.1: not signed by both. RFC 6781 §4.1.4: by both where the algorithm is another.
    const before = going('zrrsig').filter((j) => keys[j]!.algorithm === keys[i]!.algorithm)
    yield { come: [[i, 'zrrsig']], go: before.map((j) => [j, 'zrrsig']) }
  }
  // One set takes the place of the other: whoever has the parent changed does that once (RFC 7344 §4).
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

/** What a lost key has signed of the keys stays as it is, unless that key itself goes. */
function isFree(keys: readonly RollKey[], i: number, part: Part): boolean {
  return part === 'zrrsig' || keys.every((key, j) => !isKept(key) || (j === i && part !== 'ds'))
}

/** Nothing takes the place of what a lost key was to take the place of. */
function isInPlace(keys: readonly RollKey[], i: number, part: Part): boolean {
  return part === 'ds' || keys[i]!.isLost === true || !keys.some(({ isLost, isWanted }) => isLost === true && isWanted)
}

function isToCome({ isWanted, isLost, records }: RollKey, part: Part, isLeaving: boolean): boolean {
  if (!isWanted || isLost === true) return false
  if (part === 'ds') return !isLeaving && !isPublished(records.ds)
  // What is on its way out has to be gone before it comes again, or nobody knows any more what caches have.
  return records[part].state === 'hidden'
}

function isToGo({ isWanted, records }: RollKey, part: Part, isLeaving: boolean): boolean {
  return (!isWanted || (isLeaving && part === 'ds')) && isPublished(records[part])
}
