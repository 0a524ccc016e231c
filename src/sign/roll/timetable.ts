// Tells what a roll is going to do, and when, if nobody is late: it plays the solver ahead.

import { isAwaited, type Part, partsOf, type RecordState, type RollKey, withRecord } from './record-states.ts'
import { advance, type Conditions, waitOf } from './solver.ts'

export type TimetableLine = {
  /** Seconds since 1970. */
  readonly at: number
  readonly tag: number
  readonly part: Part
  readonly state: RecordState
}

/** Seconds until all servers of the zone have a change, and until the parent has taken a DS. */
export type Propagation = { readonly zone: number; readonly parent: number }

/** The steps, in the order in which they happen. */
export function timetable(
  keys: readonly RollKey[],
  conditions: Conditions,
  { zone, parent }: Propagation,
): TimetableLine[] {
  const lines: TimetableLine[] = []
  let { now } = conditions
  let before = keys
  // Each record of each key takes four steps at the most.
  for (let i = 0; i < MOST_STEPS; i++) {
    const after = advance(before, { ...conditions, now })
    lines.push(...changes(before, after, now))
    const awaited = after.flatMap(({ records, role }) => partsOf(role).map((part) => [part, records[part]] as const))
    const next = awaited.flatMap(([part, life]) =>
      isAwaited(life)
        ? [(life.seen ?? life.since + (part === 'ds' ? parent : zone)) + waitOf(part, life, conditions.retention)]
        : [],
    )
    before = after.map((key) => seenAsPlanned(key, { zone, parent }))
    if (next.length === 0) break
    now = Math.max(now, Math.min(...next))
  }
  return lines
}

const MOST_STEPS = 64

function seenAsPlanned(key: RollKey, { zone, parent }: Propagation): RollKey {
  let after = key
  for (const part of partsOf(key.role)) {
    const life = key.records[part]
    if (!isAwaited(life)) continue
    after = withRecord(after, part, {
      ...{ ...life, seen: life.seen ?? life.since + (part === 'ds' ? parent : zone) },
      checked: Number.MAX_SAFE_INTEGER,
    })
  }
  return after
}

function changes(before: readonly RollKey[], after: readonly RollKey[], at: number): TimetableLine[] {
  return after.flatMap(({ tag, role, records }, i) =>
    partsOf(role).flatMap((part) => {
      const { state } = records[part]
      return state === before[i]!.records[part].state ? [] : [{ at, tag, part, state }]
    }),
  )
}
