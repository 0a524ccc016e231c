// Zones out of text through all rules, for tests: what zonecheck tells a person.

import { checkView, type ViewFacts } from '../../src/check/check-view.ts'
import { checkViews } from '../../src/check/check-views.ts'
import { type JudgedZone, readZone } from '../../src/check/read-zone.ts'
import type { Rule } from '../../src/check/rule.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import type { ActiveRule } from '../../src/check/walk.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { Problem } from '../../src/text/findings/problem.ts'
import { sortProblems } from '../../src/text/findings/summary.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { type InWords, inWords, messageOf } from '../support/english.ts'

export const english = rulesFor('zonecheck')

/** Noon of 2 January 2026, UTC. */
const noon = Date.UTC(2026, 0, 2, 12) / 1000

/** What stands above a rule's example that is not a whole zone. */
export const heading = [
  '$ORIGIN example.com.',
  '$TTL 1h',
  '@       SOA  ns hostmaster 2026010101 1d 2h 4w 1h',
  '@       NS   ns',
  '@       NS   ns.example.net.',
  'ns      A    192.0.2.53',
]

export function exampleText(rule: Rule, kind: 'bad' | 'good'): string {
  const own = rule[kind]
  const above = own[0]?.startsWith('$ORIGIN') ? [] : rule.whole ? heading.slice(0, 2) : heading
  return `${[...above, ...own].join('\n')}\n`
}

/** The other version of the example's zone, where a rule compares two. */
export function faceText(rule: Rule): string | undefined {
  const text = rule.face && `${[...heading, ...rule.face].join('\n')}\n`
  return rule.name === 'view-serial' ? text : text?.replace('2026010101', '2026010151')
}

/** All zones of a rule's example, by origin. */
export function exampleZones(rule: Rule, text: string): Record<string, string> {
  const others = Object.entries(rule.among ?? {}).map(([origin, records]) => [
    origin,
    `$ORIGIN ${origin}\n$TTL 1h\n${records.join('\n')}\n`,
  ])
  return { [origin(text)]: text, ...Object.fromEntries(others) }
}

function origin(text: string): string {
  return /^\$ORIGIN (\S+)/.exec(text)![1]!
}

/** The problems of one zone, example.com. unless it says otherwise. */
export function problemsOf(text: string | Uint8Array, options: ZoneOptions = {}): InWords[] {
  return problemsOfView({ [options.origin ?? 'example.com.']: text }, options)
}

export type ZoneOptions = ViewFacts & {
  readonly origin?: string
  /** The file of each zone, by origin. */
  readonly file?: (origin: string) => string
  /** Files that may be included. */
  readonly others?: Readonly<Record<string, string>>
  /** By default all, in English. */
  readonly rules?: readonly ActiveRule[]
  /** Seconds since 1970; by default of a day when the examples are good. */
  readonly now?: number
}

/** The problems of zones that are served side by side, by origin; undefined stands for one that cannot be read. */
export function problemsOfView(
  zones: Readonly<Record<string, string | Uint8Array | undefined>>,
  options: ZoneOptions = {},
): InWords[] {
  const members = Object.entries(zones).map(([origin, text]) => ({
    apex: nameFromText(origin),
    read: text === undefined ? undefined : read(origin, text, options),
  }))
  const own = members.flatMap(({ read }) => read?.problems ?? [])
  return inWords(sortProblems([...own, ...checkView(options.rules ?? english, members, options).flat()]))
}

/** The problems of one zone in two views: what is told in its own file, beside the other version. */
export function problemsOfFaces(
  text: string,
  other: string,
  file: string,
  view: ViewFacts = { name: 'internal' },
  rules: readonly ActiveRule[] = english,
): InWords[] {
  const origin = 'example.com.'
  const own = read(origin, text, { file: () => file, rules })
  const members = [own, read(origin, other, { file: () => 'other.zone', rules })].map((read) => [
    { apex: nameFromText(origin), read },
  ])
  const facing = { name: view.public ? 'internal' : 'external', public: !view.public }
  const views = [
    { ...view, members: members[0]! },
    { ...facing, members: members[1]! },
  ]
  // A finding about both stands in the second: the example is that one.
  const problems = [...own.problems, ...checkViews(rules, views.toReversed())]
  return inWords(sortProblems(problems.filter(({ place }) => place.file === file)))
}

/** `4:1 mx-to-cname`, for tables. */
export function brief({ place, rule }: Problem): string {
  return `${place.line}:${place.column} ${rule}`
}

export function read(
  origin: string,
  text: string | Uint8Array,
  { file, others, rules = english, now = noon }: ZoneOptions,
): JudgedZone {
  const source = textSource(file?.(origin) ?? `${origin}zone`, text, others)
  if ('rule' in source) throw new Error(messageOf(source))
  return readZone(source, { origin: nameFromText(origin), rules, now })
}
