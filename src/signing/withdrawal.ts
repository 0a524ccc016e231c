// The way back from signed to unsigned (RFC 6781 §4.1.4, RFC 8078 §4): whoever has a DS of the zone in a cache takes it for bogus where it
// comes unsigned. So it asks every parent first, and waits until all caches have forgotten the last DS that one gave.

import type { ClockOffset } from './clock-offset.ts'
import { type ServerAnswer, USUAL_DS_TTL } from './parent-ds.ts'

/** What is known of it beyond the end of the process. */
export type Progress = {
  /** The longest TTL that a DS of the zone was seen with, in seconds. */
  readonly ttl?: number
  /** When all parents were seen without one first, in seconds since 1970; missing where one has some. */
  readonly since?: number
  /** What the clock said at the boot, when that was written. */
  readonly clock?: ClockOffset
}

export type Verdict =
  | { readonly kind: 'refused' }
  | { readonly kind: 'waits'; readonly since: number; readonly until: number }
  | { readonly kind: 'over' }

/** RFC 8767 §4: nobody should keep anything for longer. */
const LONGEST_TTL = 7 * 86_400

/** `answers`: of all who were asked. `now`: in seconds since 1970. */
export function judge(
  answers: readonly ServerAnswer[],
  before: Progress,
  { now, dnskeyTtl }: { readonly now: number; readonly dnskeyTtl: number },
): { readonly verdict: Verdict; readonly progress: Progress } {
  const ttl = answers.reduce<number | undefined>(
    (longest, answer) =>
      answer.kind === 'there' ? Math.max(longest ?? 0, Math.min(answer.ttl, LONGEST_TTL)) : longest,
    before.ttl,
  )
  const known = ttl === undefined ? {} : { ttl }
  if (answers.some(({ kind }) => kind === 'there')) return { verdict: { kind: 'refused' }, progress: known }
  // It may be the one that has a DS: what was seen before stays seen.
  if (answers.some(({ kind }) => kind === 'unreachable')) return { verdict: { kind: 'refused' }, progress: before }
  // A clock that was ahead then waits once more.
  const since = Math.min(before.since ?? now, now)
  const progress = { ...known, since }
  const until = overAt(progress, { dnskeyTtl, asked: answers.length })!
  return { verdict: now < until ? { kind: 'waits', since, until } : { kind: 'over' }, progress }
}

/** When nobody has a DS or a DNSKEY of the zone any more; undefined where some parent may have a DS. */
export function overAt(
  { ttl, since }: Progress,
  { dnskeyTtl, asked }: { readonly dnskeyTtl: number; readonly asked: number },
): number | undefined {
  // Where nobody was to be asked, nobody has given one.
  const ofDs = ttl ?? (asked === 0 ? 0 : USUAL_DS_TTL)
  return since === undefined ? undefined : since + Math.max(ofDs, dnskeyTtl)
}
