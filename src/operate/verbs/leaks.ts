// Finds what the zones in service tell the world of the inside. For programs: people ask `janus check`.

import * as v from 'valibot'
import { text } from '../../text/config/words.ts'
import { field } from '../fields.ts'
import { isSeenProblem, problem } from '../report.ts'
import { mustSeeZone } from '../seen-zone.ts'
import { Turns } from '../turns.ts'
import { type Asked, manyResults, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { meaning } from '../zone-meant.ts'

const leakLine = v.looseObject({ zone: v.string(), view: v.string(), ...problem.entries })

export const leaks = manyResults({
  name: 'leaks',
  about: 'what the zones in service tell the world of the inside',
  effect: 'reads',
  // The rules compare with every view: a leak in one view tells what another holds.
  concerns: 'all',
  request: {
    zone: v.optional(field(text(want('want-zone')), 'only those of this zone')),
    view: v.optional(field(text(want('want-views-name')), 'only those of this view')),
  },
  errors: ['no-zone'],
  result: leakLine,
  run: (asked, request) => {
    mustSeeZone(asked.operated, asked.sight, request.zone)
    return leakLines(asked, request)
  },
  text: (lines) => lines.map(({ zone, view, message }) => `${zone} in ${view}: ${message}`).join('\n'),
})

async function* leakLines(
  { operated: { server }, sight }: Asked,
  request: { readonly zone?: string | undefined; readonly view?: string | undefined },
): AsyncGenerator<Plain<v.InferInput<typeof leakLine>>> {
  const { candidate } = server.current
  // Loaded on demand: only this verb needs the rules.
  const { leaksServed } = await import('../../tools/leaks/served.ts')
  const { toldLeaks } = await import('../../tools/leaks/told.ts')
  const isZone = meaning(request.zone)
  const isWanted = ({ zone, view }: { readonly zone: string; readonly view: string }) =>
    isZone(zone) && (request.view === undefined || request.view === view)
  const turns = new Turns()
  for (const found of leaksServed(candidate.settings, candidate.loaded, isWanted)) {
    if (turns.isOver) await turns.next()
    if (found === undefined) continue
    const { zone, view, problems } = found
    for (const told of toldLeaks(problems.filter((one) => isSeenProblem(one, sight)))) yield { zone, view, ...told }
  }
}
