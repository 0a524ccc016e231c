// Makes a zone from its text, with all problems that the zone alone can show.

import type { Problem } from '../text/findings/problem.ts'
import { saying } from '../text/findings/told.ts'
import { type Parsed, parseZoneFile } from '../text/zonefile/parser.ts'
import type { Source } from '../text/zonefile/source.ts'
import { ZoneBuilder } from '../zone/builder.ts'
import type { Partner } from '../zone/errand.ts'
import type { Notes } from '../zone/notes.ts'
import type { Zone } from '../zone/zone.ts'
import { Ahead } from './ahead.ts'
import { say } from './says.ts'
import { isAstray } from './soa.ts'
import type { Subject } from './subject.ts'
import { type ActiveRule, walkZone } from './walk.ts'

export type JudgedZone = {
  readonly subject: Subject
  readonly problems: readonly Problem[]
}

export type ReadOptions = {
  /** The zone's name in wire form. */
  readonly origin: Uint8Array
  readonly rules: readonly ActiveRule[]
  readonly progress?: ((fractionDone: number) => void) | undefined
  /** Seconds since 1970; by default the clock's. */
  readonly now?: number | undefined
}

export function readZone(source: Source, { origin, rules, progress, now = clock() }: ReadOptions): JudgedZone {
  const builder = new ZoneBuilder(origin, source.size)
  const parsed = parseZoneFile(source, { origin, progress }, builder)
  if (parsed.layered)
    return finishZone(new ZoneBuilder(origin), { text: parsed.text, problems: [needsView(source.file)] }, [])
  return finishZone(builder, parsed, rules, { now })
}

/** Whether the file has lines that differ by view, so that it has to be read for one (supply/sources/layers.ts). */
export function isLayered({ problems }: { readonly problems: readonly Problem[] }): boolean {
  return problems.some(({ rule }) => rule === NEEDS_VIEW)
}

const NEEDS_VIEW = 'needs-view'

function needsView(file: string): Problem {
  return {
    rule: NEEDS_VIEW,
    severity: 'error',
    ...saying(say('needs-view', { file }), say('say-which-view')),
    place: { file, line: 1, column: 1, length: 1 },
  }
}

/** Finishes and judges the zone of a builder that has all of its text. `partner`: another thread that does a part of the work. */
export function finishZone(
  builder: ZoneBuilder,
  { problems, text, unread }: Pick<Parsed, 'problems' | 'text'> & Partial<Pick<Parsed, 'unread'>>,
  rules: readonly ActiveRule[],
  { now = clock(), partner }: { readonly now?: number | undefined; readonly partner?: Partner | undefined } = {},
): JudgedZone {
  const ahead = partner && asksForLabels(rules) ? new Ahead(builder.names, partner) : undefined
  const zone = builder.finish(partner, (zone) => ahead?.zoneWritten(zone))
  ahead?.tellOf(zone)
  return judgeZone(zone, builder.notes, { problems, text, unread }, rules, now)
}

/** Asks the rules about a finished zone. `notes`: those of its builder. */
export function judgeZone(
  zone: Zone,
  notes: Notes,
  { problems, text, unread }: Pick<Parsed, 'problems' | 'text'> & Partial<Pick<Parsed, 'unread'>>,
  rules: readonly ActiveRule[],
  now = clock(),
): JudgedZone {
  const astray = isAstray(zone, notes)
  const complete = !hasError(problems) && !astray
  const subject = { zone, notes, text, complete, unread: complete || astray ? undefined : unread, now }
  const asked = astray ? rules.filter(({ rule }) => rule.name === 'soa-missing') : answerable(rules, subject)
  return { subject, problems: [...problems, ...walkZone(asked, subject)] }
}

/** Whether some rule asks for traits of labels: at loading none does, in the linting commands some do. */
function asksForLabels(rules: readonly ActiveRule[]): boolean {
  return rules.some(({ rule }) => rule.check.over === 'nodes' && rule.check.traits !== undefined)
}

function clock(): number {
  return Math.floor(Date.now() / 1000)
}

/**
 * The rules that we may ask. Where we could not read some lines, nothing counts as missing; rules that go by name may still look at names
 * that no such line is about.
 */
export function answerable(
  rules: readonly ActiveRule[],
  { complete, unread }: Pick<Subject, 'complete' | 'unread'>,
): readonly ActiveRule[] {
  if (complete) return rules
  return rules.filter(
    ({ rule: { absence } }) => absence === undefined || (absence === 'by name' && unread !== undefined),
  )
}

export function hasError(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error')
}
