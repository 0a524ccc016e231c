// What is known to be wrong with the files of what is served, face by face. For programs: people ask `janus check`.

import * as v from 'valibot'
import { text } from '../../text/config/words.ts'
import { field } from '../fields.ts'
import { isSeenProblem, isSeenStanding, problem } from '../report.ts'
import { Turns } from '../turns.ts'
import { type Asked, manyResults, type Plain } from '../verb.ts'
import { meaning } from '../zone-meant.ts'

const findingLine = v.looseObject({ zone: v.string(), view: v.string(), ...problem.entries })

export const findings = manyResults({
  name: 'findings',
  effect: 'reads',
  isSteady: true,
  concerns: 'seen',
  request: {
    zone: v.optional(field(text('the name of a zone'), 'only those of this zone')),
    view: v.optional(field(text("a view's name"), 'only those of this view')),
    severity: v.optional(
      field(v.picklist(['error', 'warning', 'info'], 'error, warning or info'), 'only those that weigh as much'),
    ),
    rule: v.optional(field(text('the name of a rule'), 'only those of this rule')),
  },
  result: findingLine,
  run: (asked, request) => findingLines(asked, request),
  text: (lines) => lines.map(({ zone, view, message }) => `${zone} in ${view}: ${message}`).join('\n'),
})

type Request = {
  readonly zone?: string | undefined
  readonly view?: string | undefined
  readonly severity?: 'error' | 'warning' | 'info' | undefined
  readonly rule?: string | undefined
}

/** Nothing of a face whose text is not seen: findings quote it. */
async function* findingLines(
  { operated: { server, tell }, sight }: Asked,
  request: Request,
): AsyncGenerator<Plain<v.InferInput<typeof findingLine>>> {
  const turns = new Turns()
  const isZone = meaning(request.zone)
  for (const { name: zone, face, problems: own, origin } of server.current.candidate.loaded.faces) {
    const view = face.viewName
    const isWanted = isZone(zone) && (request.view === undefined || request.view === view)
    if (!isWanted || !sight.face({ zone, view }) || !sight.text({ zone, view })) continue
    // What another server makes is looked at when it has come.
    const come = face.source.kind === 'primary' ? (server.upstream.faultsOf({ view, origin })?.problems ?? []) : []
    const beside = server.standing.of({ view, origin }).filter((one) => isSeenStanding(one, sight))
    const problems = [...own, ...come, ...beside.map(({ problem }) => problem)]
    for (const one of problems) {
      if (request.severity !== undefined && one.severity !== request.severity) continue
      if (request.rule !== undefined && one.rule !== request.rule) continue
      if (!isSeenProblem(one, sight)) continue
      if (turns.isOver) await turns.next()
      for (const told of tell([one])) yield { zone, view, ...told }
    }
  }
}
