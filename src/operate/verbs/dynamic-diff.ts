// `janus dynamic diff`: shows how a zone that messages have changed differs from its source.

import * as v from 'valibot'
import { nameText } from '../../dns/name-text.ts'
import { printRdata } from '../../dns/rdata/rdata.ts'
import { typeName } from '../../dns/types.ts'
import { changesOver } from '../../update/over.ts'
import type { RecordList } from '../../zone/changeset.ts'
import { dynamicRequest, type LayeredFace, layeredFaces } from '../dynamic-lines.ts'
import { manyResults, type Plain } from '../verb.ts'

const diffLine = v.looseObject({
  zone: v.string(),
  view: v.string(),
  sign: v.pipe(v.picklist(['-', '+']), v.description('-: the source alone has it; +: it is served.')),
  owner: v.string(),
  ttl: v.number(),
  type: v.string(),
  rdata: v.string(),
})

type DiffLine = Plain<v.InferOutput<typeof diffLine>>

export const dynamicDiff = manyResults({
  name: 'dynamic-diff',
  effect: 'reads',
  concerns: 'seen',
  request: dynamicRequest,
  errors: ['no-zone'],
  result: diffLine,
  run: ({ operated: { server }, sight }, { zone, view }) => diffLines(layeredFaces(server, sight, zone, view)),
  text: (lines) => diffText(lines),
  command: {
    under: 'dynamic',
    summary: 'the records that messages add to the source, and those that they hide',
    examples: [['janus dynamic diff univ.example', 'in every view']],
    exit: { done: 'done', refused: 'there is no such zone', failed: 'no server to ask, or the command cannot be read' },
  },
})

function* diffLines(faces: Iterable<LayeredFace>): Generator<DiffLine> {
  for (const { zone, view, sets, face, dynamic } of faces) {
    if (face?.judged === undefined) continue
    const { removed, added } = changesOver(face.judged.base, sets, dynamic.layers.time.now())
    yield* linesOf({ zone, view, sign: '-' }, removed)
    yield* linesOf({ zone, view, sign: '+' }, added)
  }
}

function* linesOf(about: Pick<DiffLine, 'zone' | 'view' | 'sign'>, list: RecordList): Generator<DiffLine> {
  for (const { bytes, owner, type, ttl, data, length } of list.records())
    yield {
      ...about,
      owner: nameText(bytes, owner),
      ttl,
      type: typeName(type),
      rdata: printRdata(type, bytes, data, data + length),
    }
}

function diffText(lines: readonly DiffLine[]): string {
  if (lines.length === 0) return 'what is served is what the source says'
  const byView = Map.groupBy(lines, ({ view }) => view)
  return [...byView]
    .flatMap(([view, own]) => [
      `${own[0]!.zone} in ${view}:`,
      ...own.map(({ sign, owner, ttl, type, rdata }) => `  ${sign} ${owner} ${ttl} ${type} ${rdata}`),
    ])
    .join('\n')
}
