// Lists the findings in what is served, face by face, and in the configuration: those of the load, those that have come about since, and
// those of all rules once these have been asked. For programs: people ask `janus check`.

import * as v from 'valibot'
import { text, yesOrNo } from '../../text/config/words.ts'
import { onceEach } from '../../text/findings/once-each.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { configFindings } from '../config-findings.ts'
import { allAsked, findingsOf, foundRevision, tellingFound } from '../face-findings.ts'
import { field } from '../fields.ts'
import { problem } from '../report.ts'
import { mustSeeZone } from '../seen-zone.ts'
import { Turns } from '../turns.ts'
import { type Asked, manyResults, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { meaning } from '../zone-meant.ts'

const findingLine = v.looseObject({
  zone: v.optional(v.pipe(v.string(), v.description('Missing where it is of no zone, but of the server.'))),
  view: v.optional(v.string()),
  ...problem.entries,
})

export const findings = manyResults({
  name: 'findings',
  about: 'what is wrong with what is served: what the load has found, and later what all rules have',
  effect: 'reads',
  concerns: 'seen',
  request: {
    zone: v.optional(field(text(want('want-zone')), 'only those of this zone')),
    view: v.optional(field(text(want('want-views-name')), 'only those of this view')),
    severity: v.optional(
      field(v.picklist(['error', 'warning', 'info'], want('want-severity')), 'only those that weigh as much'),
    ),
    rule: v.optional(field(text(want('want-rule')), 'only those of this rule')),
    complete: v.optional(
      field(yesOrNo(), 'true: waits until all rules of "janus check" have been asked about what is served'),
    ),
  },
  result: findingLine,
  errors: ['no-zone', 'not-checked'],
  before: ({ operated, sight }, { zone, complete }) => {
    mustSeeZone(operated, sight, zone)
    return complete ? allAsked(operated) : undefined
  },
  // All pages tell what was known at the first. A reload that failed changes findings, but not the revision of what is served.
  restsOn: (asked) => `${foundRevision(asked)}-${asked.operated.server.reloads.bad}`,
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

async function* findingLines(asked: Asked, request: Request): AsyncGenerator<Line> {
  const { operated, sight } = asked
  const { server, checking } = operated
  const { faces } = server.current.candidate.loaded
  const problemsOf = findingsOf(asked)
  const tellAll = await tellingFound(operated)
  const turns = new Turns()
  const isZone = meaning(request.zone)
  const isMeant = ({ severity, rule }: Problem) =>
    (request.severity === undefined || severity === request.severity) &&
    (request.rule === undefined || rule === request.rule)
  for (const face of faces) {
    const [zone, view] = [face.name, face.face.viewName]
    if (!isZone(zone) || (request.view !== undefined && request.view !== view)) continue
    // There may be tens of thousands of faces without a finding.
    const meant = problemsOf(face).filter(isMeant)
    if (turns.isOver) await turns.next()
    for (const one of meant.length > 1 ? onceEach(meant) : meant)
      for (const told of tellAll([one])) yield { zone, view, ...told }
  }
  if (!sight.whole || request.zone !== undefined || request.view !== undefined) return
  const ofNone = [...(await configFindings(server)), ...checking.ofNone.map(({ problem }) => problem)]
  for (const told of tellAll(onceEach(ofNone.filter(isMeant)))) yield told
}
