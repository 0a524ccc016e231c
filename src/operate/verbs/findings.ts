// What is known to be wrong with what is served, face by face: what a load has found, what has come about since, and once all rules have
// been asked what they have found. For programs: people ask `janus check`.

import { setTimeout } from 'node:timers/promises'
import * as v from 'valibot'
import { text, yesOrNo } from '../../text/config/words.ts'
import { onceEach } from '../../text/findings/once-each.ts'
import type { Problem } from '../../text/findings/problem.ts'
import type { Found } from '../../tools/check/findings.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import type { Operated } from '../operated.ts'
import { isSeenProblem, isSeenStanding, problem } from '../report.ts'
import { say } from '../says.ts'
import { mustSeeZone } from '../seen-zone.ts'
import type { Sight } from '../sight.ts'
import { Turns } from '../turns.ts'
import { type Asked, manyResults, type Plain } from '../verb.ts'
import { meaning } from '../zone-meant.ts'
import { whySaid } from './findings-check.ts'

const findingLine = v.looseObject({
  zone: v.optional(v.pipe(v.string(), v.description('Missing where it is of no zone, but of the server.'))),
  view: v.optional(v.string()),
  ...problem.entries,
})

export const findings = manyResults({
  name: 'findings',
  effect: 'reads',
  concerns: 'seen',
  request: {
    zone: v.optional(field(text('the name of a zone'), 'only those of this zone')),
    view: v.optional(field(text("a view's name"), 'only those of this view')),
    severity: v.optional(
      field(v.picklist(['error', 'warning', 'info'], 'error, warning or info'), 'only those that weigh as much'),
    ),
    rule: v.optional(field(text('the name of a rule'), 'only those of this rule')),
    complete: v.optional(
      field(yesOrNo(), 'true: waits until all rules of "janus check" have been asked about what is served'),
    ),
  },
  result: findingLine,
  errors: ['no-zone', 'not-checked'],
  before: ({ operated, sight }, { zone, complete }) => {
    mustSeeZone(operated, sight, zone)
    return complete ? completed(operated) : undefined
  },
  // Pages are of what was known when the first of them was asked for.
  restsOn: ({ revision, operated }) =>
    `${revision}-${operated.checking.now?.state ?? 'none'}-${operated.checking.edition}`,
  run: (asked, request) => findingLines(asked, request),
  text: (lines) =>
    lines.map(({ zone, view, message }) => (zone ? `${zone} in ${view}: ${message}` : message)).join('\n'),
})

type Request = {
  readonly zone?: string | undefined
  readonly view?: string | undefined
  readonly severity?: 'error' | 'warning' | 'info' | undefined
  readonly rule?: string | undefined
  readonly complete?: boolean | undefined
}

type Line = Plain<v.InferInput<typeof findingLine>>

/** Nothing of a face whose text is not seen: findings quote it. */
async function* findingLines({ operated, sight }: Asked, request: Request): AsyncGenerator<Line> {
  const { server, checking, tell } = operated
  const { faces } = server.current.candidate.loaded
  const isChecked = checking.now?.state === 'done'
  const tellAll = isChecked
    ? await (await import('../../tools/check/told.ts')).tellingIn(operated.language ?? 'en')
    : tell
  const turns = new Turns()
  const isAnyBeside = server.standing.all().next().done === false
  const isZone = meaning(request.zone)
  const isMeant = ({ severity, rule }: Problem) =>
    (request.severity === undefined || severity === request.severity) &&
    (request.rule === undefined || rule === request.rule)
  for (const { name: zone, face, problems: own, origin } of faces) {
    const view = face.viewName
    const isWanted = isZone(zone) && (request.view === undefined || request.view === view)
    if (!isWanted || !sight.face({ zone, view }) || !sight.text({ zone, view })) continue
    // What another server makes is looked at when it has come.
    const come = face.source.kind === 'primary' ? (server.upstream.faultsOf({ view, origin })?.problems ?? []) : []
    const beside = isAnyBeside ? server.standing.of({ view, origin }).filter((one) => isSeenStanding(one, sight)) : []
    const checked = checking.of({ zone, view }).filter((one) => isSeenFound(one, { zone, sight }))
    const all = [checked, own, come, beside].flatMap((some) =>
      some.map((one) => ('problem' in one ? one.problem : one)),
    )
    // Tens of thousands of faces are looked through for a few.
    const meant = all.filter(isMeant)
    if (turns.isOver) await turns.next()
    for (const one of meant.length > 1 ? onceEach(meant) : meant) {
      if (!isSeenProblem(one, sight)) continue
      for (const told of tellAll([one])) yield { zone, view, ...told }
    }
  }
  if (!sight.whole || request.zone !== undefined || request.view !== undefined) return
  for (const told of tellAll(checking.ofNone.map(({ problem }) => problem).filter(isMeant))) yield told
}

/** Every other view and zone of which it speaks. */
function isSeenFound(
  { about, zones = [] }: Found,
  { zone, sight }: { readonly zone: string; readonly sight: Sight },
): boolean {
  if (about === 'all') return sight.whole
  if (zones === 'all' ? !sight.allZones : !zones.every((other) => sight.zone(other))) return false
  return about.every((view) => sight.face({ zone, view }) && sight.text({ zone, view }))
}

/** Milliseconds: connections that say nothing for longer than half a minute are closed. */
const PATIENCE = 20_000

async function completed({ checking }: Operated): Promise<void> {
  const late = new AbortController()
  const patience = setTimeout(PATIENCE, undefined, { signal: late.signal, ref: false }).catch(() => {})
  await Promise.race([checking.complete(), patience])
  late.abort()
  const { state, why, done } = checking.ask()
  const percent = Math.floor(done * 100)
  if (state === 'running')
    throw new VerbError('not-checked', say('rules-unasked', { why: say('rules-running', { percent }) }))
  if (state === 'failed') throw new VerbError('not-checked', say('rules-unasked', { why: whySaid(why) }))
}
