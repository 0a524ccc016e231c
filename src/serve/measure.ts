// The measure by which a zone of another server is judged before it is served. A judgement holds until a reload or a rollback brings
// another measure.

import { createHash } from 'node:crypto'
import type { PublishedGeneration } from '../store/generation/generations.ts'
import type { Settings } from '../text/config/settings.ts'
import { severitiesOf } from '../text/config/severities.ts'
import { hasRunOut, LEAKS, OF_OURS } from './new-leaks.ts'

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

/** Raise it when the rules about leaks come to find more: the next start then searches again what was searched before. */
const RULES = 1

/**
 * The configuration by which a face was found fit for everybody, as one word that is kept with its copy: a start that has the same word need
 * not search the copy again. `view`: the index of the face's view, which is public. What other views show, and the names that the inside
 * gets later, do not change the word: everybody has seen the zone already.
 */
export function measureWord(settings: Settings, view: number): string {
  return knownWord(settings, view, OF_OURS)
}

/**
 * The same for what messages have made of a face of our own, to which all rules about leaks apply. An entry of `allowed-leaks` that has run
 * out at `wall` makes another word: the next start looks again.
 */
export function layerWord(settings: Settings, view: number, wall: number): string {
  const ended = settings.allowedLeaks.filter((one) => hasRunOut(one, wall)).length
  return `${knownWord(settings, view, LEAKS)} ${ended}`
}

type Told = Pick<Settings, 'inside' | 'allowedLeaks' | 'rules'>

/** By the rules about leaks, then by view. */
type Words = Map<ReadonlySet<string>, string[]>

const words = new WeakMap<Settings['views'], Told & { readonly byRules: Words }>()

/** wordOf() of the view, made once for the settings. */
function knownWord(
  { views, inside, allowedLeaks, rules }: Settings,
  view: number,
  ofLeaks: ReadonlySet<string>,
): string {
  const known = words.get(views)
  const isKnown = known?.inside === inside && known.allowedLeaks === allowedLeaks && known.rules === rules
  const { byRules } = isKnown ? known : { byRules: new Map<ReadonlySet<string>, string[]>() }
  if (!isKnown) words.set(views, { inside, allowedLeaks, rules, byRules })
  const byView = byRules.get(ofLeaks) ?? []
  byRules.set(ofLeaks, byView)
  byView[view] ??= wordOf({ inside, allowedLeaks, rules }, view, ofLeaks)
  return byView[view]
}

function wordOf({ inside, allowedLeaks, rules }: Told, view: number, ofLeaks: ReadonlySet<string>): string {
  const severities = severitiesOf(rules)
  const allowed = allowedLeaks.filter(({ views }) => views.length === 0 || views.includes(view))
  const measure = {
    rules: [RULES, ...[...ofLeaks].map((rule) => [rule, severities[rule] ?? null])],
    inside: inside.map(({ octets, bits }) => [octets, bits]),
    allowed: allowed.map(({ zone, name, type, until }) => [zone, name, type, until]),
  }
  const text = JSON.stringify(measure, (_, value) => (value instanceof Uint8Array ? [...value] : value))
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
