// The way back from signed to unsigned (RFC 6781 §4.1.4, RFC 8078 §4): to a resolver with a cached DS, the unsigned zone is bogus. So
// Janus first asks every parent, and waits until all caches have forgotten the last DS.

import type { ClockOffset } from './clock-offset.ts'
import { type ServerAnswer, USUAL_DS_TTL } from './parent-ds.ts'

/** What Janus keeps of a withdrawal beyond the end of the process. */
export type Progress = {
  /** The longest TTL that Janus saw at a DS of the zone, in seconds. */
  readonly ttl?: number
  /** When Janus first saw all parents without a DS, in seconds since 1970; missing while one has a DS. */
  readonly since?: number
  /** The clock at the boot, as of this progress. */
  readonly clock?: ClockOffset
}

export type Verdict =
  | { readonly kind: 'refused' }
  | { readonly kind: 'waits'; readonly since: number; readonly until: number }
  | { readonly kind: 'over' }

/** RFC 8767 §4: no cache should keep anything for longer. */
const LONGEST_TTL = 7 * 86_400

/** `answers`: of all servers asked. `now`: in seconds since 1970. */
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
  // The unreachable server may be the one with a DS; the progress so far stays.
  if (answers.some(({ kind }) => kind === 'unreachable')) return { verdict: { kind: 'refused' }, progress: before }
  // If the clock was ahead then, the wait begins again.
  const since = Math.min(before.since ?? now, now)
  const progress = { ...known, since }
  const until = overAt(progress, { dnskeyTtl, asked: answers.length })!
  return { verdict: now < until ? { kind: 'waits', since, until } : { kind: 'over' }, progress }
}

/** When no cache has a DS or DNSKEY of the zone any more; undefined while a parent may have a DS. */
export function overAt(
  { ttl, since }: Progress,
  { dnskeyTtl, asked }: { readonly dnskeyTtl: number; readonly asked: number },
): number | undefined {
  // With no parent to ask, no parent has given a DS.
  const ofDs = ttl ?? (asked === 0 ? 0 : USUAL_DS_TTL)
  return since === undefined ? undefined : since + Math.max(ofDs, dnskeyTtl)
}
