// `janus generations`: what was served before, as far as it is kept, and what is now.

import * as v from 'valibot'
import type { Server } from '../../serve/server.ts'
import type { Sight } from '../sight.ts'
import { manyResults, type Plain } from '../verb.ts'
import { counted, table } from '../words.ts'
import { isBehind, type ZoneLine, zoneLines } from '../zone-lines.ts'

const generationLine = v.looseObject({
  generation: v.number(),
  time: v.string(),
  cause: v.picklist(['start', 'reload', 'rollback']),
  content: v.pipe(v.number(), v.description("Another generation's number where it was switched back to.")),
  current: v.boolean(),
  behind: v.optional(
    v.pipe(
      v.number(),
      v.description('Faces that it serves otherwise than their files have it: of the one in service.'),
    ),
  ),
  zones: v.array(v.looseObject({ zone: v.string(), view: v.string(), serial: v.optional(v.number()) })),
})

type GenerationLine = Plain<v.InferOutput<typeof generationLine>>

export const generations = manyResults({
  name: 'generations',
  effect: 'reads',
  concerns: 'seen',
  request: {},
  result: generationLine,
  run: ({ operated: { server }, sight }) => generationLines(server, zoneLines(server, sight), sight),
  text: (lines) => generationsText(lines),
  command: {
    summary: 'the generations that can be switched back to',
    examples: [['janus generations', '"*" is in service'], [`janus generations --json | jq '.[].generation'`]],
    exit: { done: 'done', refused: 'refused', failed: 'no server to ask, or the command cannot be read' },
  },
})

/** `lines` are those of the one in service. */
function* generationLines(
  { generations, current }: Server,
  lines: Iterable<ZoneLine>,
  sight: Sight,
): Generator<GenerationLine> {
  for (const { number, time, cause, content, candidate } of generations) {
    const { settings, loaded } = candidate
    const isCurrent = number === current.number
    yield {
      generation: number,
      time: time.toISOString(),
      cause,
      content,
      current: isCurrent,
      ...(isCurrent && { behind: [...lines].filter(isBehind).length }),
      zones: loaded.faces
        .map(({ name, view, served }) => ({
          zone: name,
          view: settings.views[view]!.name,
          serial: served?.serial,
        }))
        .filter((face) => sight.face(face)),
    }
  }
}

function generationsText(generations: readonly GenerationLine[]): string {
  const rows = generations.map(({ generation, time, cause, content, current, zones, behind = 0 }) => [
    `${current ? '*' : ' '} ${generation}`,
    time,
    content === generation ? cause : `${cause} to ${content}`,
    `${counted(zones.length, 'zone face')}${behind > 0 ? `, ${behind} of them not as their files have them` : ''}`,
  ])
  return table(['  generation', 'since', 'by', 'holds'], rows).join('\n')
}
