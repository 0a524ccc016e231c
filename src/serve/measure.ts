// The measure by which a zone of another server is judged before it is served. A judgement holds until a reload or a rollback brings
// another measure.

import type { PublishedGeneration } from '../store/generation/generations.ts'
import type { Settings } from '../text/config/settings.ts'

export type Measure = Pick<Settings, 'views' | 'inside' | 'allowedLeaks' | 'rules'> & {
  /** Number of the generation: that decides which names only the inside has, and which zones are ours. */
  readonly number: number
}

export function measureOf({ number, candidate: { settings } }: PublishedGeneration): Measure {
  const { views, inside, allowedLeaks, rules } = settings
  return { number, views, inside, allowedLeaks, rules }
}

/** A reload that changes nothing in answers keeps the number, and brings other settings. */
export function sameMeasure(a: Measure, b: Measure): boolean {
  return (
    a.number === b.number &&
    a.views === b.views &&
    a.inside === b.inside &&
    a.allowedLeaks === b.allowedLeaks &&
    a.rules === b.rules
  )
}
