// Counts of updates since the start by what became of them, for status.

import * as v from 'valibot'
import type { Updates } from '../observe/updates.ts'
import type { Plain } from './verb.ts'

export const updatesStatus = v.looseObject({
  changed: v.pipe(v.number(), v.description('Messages that changed a zone; the others changed nothing.')),
  unchanged: v.number(),
  unmet: v.pipe(v.number(), v.description('A prerequisite of theirs did not hold.')),
  refused: v.number(),
  failed: v.pipe(v.number(), v.description('They could not be committed.')),
  lastRefused: v.optional(
    v.looseObject({ client: v.string(), key: v.optional(v.string()), zone: v.string(), why: v.optional(v.string()) }),
  ),
})

export type UpdatesStatus = Plain<v.InferOutput<typeof updatesStatus>>

/** Undefined where there were none. */
export function updatesOf(updates: Updates): UpdatesStatus | undefined {
  const { totals, lastRefused } = updates
  if (Object.values(totals).every((count) => count === 0)) return undefined
  const { client, key, zone, why } = lastRefused ?? {}
  return {
    ...totals,
    ...(client !== undefined && zone !== undefined && { lastRefused: { client, key, zone, why } }),
  }
}

export function updatesText({ changed, unchanged, unmet, refused, failed, lastRefused }: UpdatesStatus): string {
  const others = [
    [unchanged, 'changed nothing'],
    [unmet, 'not done for a prerequisite'],
    [refused, 'refused'],
    [failed, 'not committed'],
  ] as const
  const told = others.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []))
  return [`${changed} done`, ...told].join(', ') + (lastRefused === undefined ? '' : lastText(lastRefused))
}

function lastText({ client, key, zone, why }: NonNullable<UpdatesStatus['lastRefused']>): string {
  const by = key === undefined ? client : `${client} by ${key}`
  return `; last refused: ${zone} from ${by}${why === undefined ? '' : `: ${why}`}`
}
