// Comments by which somebody who knows better silences a rule on one line:
//
//   legacy  CNAME  gone   ; zonecheck-ignore cname-target-missing: kept until the old clients are gone
//   ; zonecheck-ignore ttl-long: on a line of its own it is for the next line that is no comment
//
// Nobody can silence an error: Janus refuses a zone that has one, whatever a comment says.

import type { Problem } from '../text/findings/problem.ts'
import { saying } from '../text/findings/told.ts'
import { locate } from '../text/zonefile/excerpt.ts'
import type { Source } from '../text/zonefile/source.ts'
import type { ZoneText } from '../text/zonefile/zone-text.ts'
import { findIgnores, IGNORE_WORD, type Ignore } from './ignore-comments.ts'
import { MOST_HELD, restOf } from './rest.ts'
import { findRule } from './ruleset.ts'
import { say } from './says.ts'

/** One comment applied to one rule on one line. */
type Silence = { readonly ignore: Ignore; used: boolean; refused: boolean }

/** The problems without those that a comment silences, and what is wrong with the comments. */
export function applyIgnores(problems: readonly Problem[], texts: Iterable<ZoneText>): Problem[] {
  const sources = new Map<string, Source>()
  for (const text of texts) for (const source of text.sources) if (source) sources.set(source.file, source)
  const ignores = [...sources.values()].flatMap(findIgnores)
  if (ignores.length === 0) return [...problems]
  const silences = silencesOf(ignores)
  const kept = problems.filter(({ place, rule, severity, others }) => {
    const silence = others === undefined ? silences.get(keyOf(place.file, place.line, rule)) : undefined
    if (silence === undefined) return true
    if (severity === 'error') silence.refused = true
    else silence.used = true
    return severity === 'error'
  })
  return [...kept, ...flawsOf(ignores, silences, countedRules(problems))]
}

/** The silences by keyOf(). Of several comments for one line and rule, the first counts. */
function silencesOf(ignores: readonly Ignore[]): Map<string, Silence> {
  const silences = new Map<string, Silence>()
  for (const ignore of ignores)
    for (const rule of ignore.rules) {
      const key = keyOf(ignore.source.file, ignore.about, rule)
      if (!silences.has(key)) silences.set(key, { ignore, used: false, refused: false })
    }
  return silences
}

function keyOf(file: string, line: number, rule: string): string {
  return `${file}\0${line}\0${rule}`
}

/** Rules of which we do not have every finding one by one: we cannot say that a comment for them is of no use. */
function countedRules(problems: readonly Problem[]): Set<string> {
  return new Set(problems.filter(({ others }) => others !== undefined).map(({ rule }) => rule))
}

type Flaw = Pick<Problem, 'rule' | 'severity' | 'said'>

/** The flaws of the comments. Of each kind no more than MOST_HELD, as of the findings of any rule. */
function flawsOf(
  ignores: readonly Ignore[],
  silences: ReadonlyMap<string, Silence>,
  counted: ReadonlySet<string>,
): Problem[] {
  const flaws: Problem[] = []
  const kinds = new Map<string, { last: Problem; count: number }>()
  for (const ignore of ignores)
    for (const flaw of flawsOfOne(ignore, silences, counted)) {
      const { source, line, lineStart, start, end } = ignore
      const kind = kinds.get(flaw.rule)
      if (kind !== undefined && ++kind.count > MOST_HELD) continue
      const last = { ...flaw, ...locate(source, line, lineStart, start, end) }
      kinds.set(flaw.rule, { last, count: kind?.count ?? 1 })
      flaws.push(last)
    }
  for (const { last, count } of kinds.values()) if (count > MOST_HELD) flaws.push(restOf(last, count - MOST_HELD))
  return flaws
}

function flawsOfOne(
  ignore: Ignore,
  silences: ReadonlyMap<string, Silence>,
  counted: ReadonlySet<string>,
): readonly Flaw[] {
  const { source, about, rules, reason } = ignore
  const flaws = rules.flatMap((rule): Flaw[] => {
    if (findRule(rule) === undefined) return [unknownRule(rule)]
    const silence = silences.get(keyOf(source.file, about, rule))!
    if (silence.refused) return [refused(rule)]
    return (silence.used && silence.ignore === ignore) || counted.has(rule) ? [] : [unused(rule)]
  })
  return rules.length === 0 || reason === '' ? [withoutReason, ...flaws] : flaws
}

const withoutReason: Flaw = {
  rule: 'ignore-without-reason',
  severity: 'warning',
  ...saying(say('ignore-without-reason'), say('write-reason', { word: IGNORE_WORD })),
}

/** No rule has so long a name. */
const LONGEST_NAME = 60

function unknownRule(rule: string): Flaw {
  const name = rule.length > LONGEST_NAME ? `${rule.slice(0, LONGEST_NAME)}…` : rule
  return {
    rule: 'ignore-unknown-rule',
    severity: 'warning',
    ...saying(say('ignore-unknown-rule', { rule: name }), say('rules-lists-all')),
  }
}

function refused(rule: string): Flaw {
  return {
    rule: 'ignore-refused',
    severity: 'warning',
    ...saying(say('ignore-refused', { rule }), say('mend-and-delete')),
  }
}

function unused(rule: string): Flaw {
  return {
    rule: 'ignore-unused',
    severity: 'info',
    ...saying(say('ignore-unused', { rule }), say('delete-comment')),
  }
}
