// `janus rollback`: serves an earlier generation until the next reload.

import * as v from 'valibot'
import type { Said } from '../../dns/said.ts'
import type { CanaryFailure } from '../../text/config/canary.ts'
import { wholeNumber } from '../../text/config/words.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { say } from '../says.ts'
import { oneResult } from '../verb.ts'
import { want } from '../wants.ts'
import { wordsOf } from '../words-of.ts'
import { behindText, isBehind, zoneLine, zoneLines } from '../zone-lines.ts'

export const rollback = oneResult({
  name: 'rollback',
  effect: 'changes',
  concerns: 'all',
  request: {
    generation: v.optional(
      field(wholeNumber(1, 999_999_999), 'its number from "janus generations"; by default the one before', {
        argument: '[generation]',
      }),
    ),
    force: v.optional(
      field(
        v.boolean(want('want-boolean')),
        'although canaries get wrong answers then, or all see what tells of the inside',
        { option: '--force' },
      ),
    ),
  },
  errors: ['no-generation', 'canary'],
  result: v.looseObject({ generation: v.number(), content: v.number(), zones: v.array(zoneLine) }),
  run: async ({ operated, sight, begin }, { generation, force }) => {
    const { server } = operated
    const kept = await server.rollBack(generation, { begin, isForced: force })
    if ('code' in kept)
      throw new VerbError('no-generation', say('not-rolled-back', { why: (await wordsOf(operated)).text(kept) }))
    if ('canaries' in kept)
      throw new VerbError('canary', say('rolled-canaries', { canaries: canariesSaid(kept.canaries) }))
    const zones = [...zoneLines(server, sight)].filter(isBehind)
    return { generation: kept.number, content: kept.content, zones }
  },
  text: ({ generation, content, zones }) => {
    const head = `generation ${generation} serves what generation ${content} served, until the next reload`
    return [head, ...zones.map((line) => `${line.zone} in ${line.view}: ${behindText(line)}`)].join('\n')
  },
  audited: ({ generation, content }) => ({ generation, content }),
  command: {
    summary: 'serve an earlier generation until the next reload',
    more: 'Janus switches zones and views back as they were, without reading a file. The next reload reads the files again. If a canary of the latest configuration would get a wrong answer, Janus does not roll back, unless you force it.',
    examples: [
      ['janus rollback', 'to the generation before'],
      ['janus rollback 3', 'to one of "janus generations"'],
    ],
    exit: { done: 'done', refused: 'refused', failed: 'no server to ask, or the command cannot be read' },
  },
})

function canariesSaid(canaries: readonly CanaryFailure[]): Said {
  const each = canaries.map(({ canary, expected, got }) => say('canary-got', { canary, expected, got }))
  return each.reduce((first, then) => say('canaries-then', { first, then }))
}
