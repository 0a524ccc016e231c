// `janus generations`: lists the earlier generations that Janus keeps, and the one in service.

import * as v from 'valibot'
import type { Server } from '../../serve/server.ts'
import { yesOrNo } from '../../text/config/words.ts'
import { field } from '../fields.ts'
import type { Sight } from '../sight.ts'
import { Turns } from '../turns.ts'
import { manyResults, type Plain } from '../verb.ts'
import { counted, table } from '../words.ts'
import { type FaceLine, faceLines, isBehind } from '../zone-lines.ts'

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
  faces: v.pipe(v.number(), v.description('How many zone faces it has that may be seen.')),
  zones: v.pipe(
    v.array(v.looseObject({ zone: v.string(), view: v.string(), serial: v.optional(v.number()) })),
    v.description('These; none where only their number is wanted.'),
  ),
})

type GenerationLine = Plain<v.InferOutput<typeof generationLine>>

export const generations = manyResults({
  name: 'generations',
  effect: 'reads',
  concerns: 'seen',
  request: { brief: v.optional(field(yesOrNo(), 'true: only how many zone faces each has')) },
  result: generationLine,
  run: ({ operated: { server }, sight }, { brief = false }) =>
    generationLines(server, faceLines(server, sight), sight, brief),
  text: (lines) => generationsText(lines),
  command: {
    summary: 'the generations that "janus rollback" can go back to',
    examples: [['janus generations', '"*" is in service'], [`janus generations --json | jq '.[].generation'`]],
    exit: { done: 'done', refused: 'refused', failed: 'no server to ask, or the command cannot be read' },
  },
})

/** `now`: the faces of the generation in service, perhaps tens of thousands: other work runs in between. */
async function* generationLines(
  { generations, current }: Server,
  now: Iterable<FaceLine>,
  sight: Sight,
  brief: boolean,
): AsyncGenerator<GenerationLine> {
  const turns = new Turns()
  let behind = 0
  for (const face of now) {
    if (isBehind(face)) behind++
    if (turns.isOver) await turns.next()
  }
  for (const { number, time, cause, content, candidate } of generations) {
    const isCurrent = number === current.number
    const zones: GenerationLine['zones'][number][] = []
    let faces = 0
    for (const { name, face, served } of candidate.loaded.faces) {
      const line = { zone: name, view: face.viewName, serial: served?.serial }
      if (sight.face(line)) {
        faces++
        if (!brief) zones.push(line)
      }
      if (turns.isOver) await turns.next()
    }
    yield {
      generation: number,
      time: time.toISOString(),
      cause,
      content,
      current: isCurrent,
      ...(isCurrent && { behind }),
      ...{ faces, zones },
    }
  }
}

function generationsText(generations: readonly GenerationLine[]): string {
  const rows = generations.map(({ generation, time, cause, content, current, faces, behind = 0 }) => [
    `${current ? '*' : ' '} ${generation}`,
    time,
    content === generation ? cause : `${cause} to ${content}`,
    `${counted(faces, 'zone face')}${behind > 0 ? `, ${behind} of them not as their files have them` : ''}`,
  ])
  return table(['  generation', 'since', 'by', 'holds'], rows).join('\n')
}
