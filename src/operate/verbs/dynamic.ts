// `janus dynamic`: shows which faces messages have changed, and how much.

import * as v from 'valibot'
import { layeredFaces } from '../dynamic-lines.ts'
import { manyResults, type Plain } from '../verb.ts'
import { table } from '../words.ts'

const dynamicFace = v.looseObject({
  zone: v.string(),
  view: v.string(),
  added: v.pipe(v.number(), v.description('Records that lie over the source.')),
  hidden: v.pipe(v.number(), v.description('Records of the source that are not there.')),
  leases: v.pipe(v.number(), v.description('Those of the added that end by themselves.')),
  dropped: v.pipe(
    v.number(),
    v.description('Records that were dropped since the start, because they do not fit the source.'),
  ),
  withheld: v.pipe(
    v.number(),
    v.description('Those of the added that would tell everybody of the inside: nobody is shown them.'),
  ),
})

export const dynamic = manyResults({
  name: 'dynamic',
  effect: 'reads',
  concerns: 'seen',
  request: {},
  result: dynamicFace,
  run: ({ operated: { server }, sight }) =>
    layeredFaces(server, sight).map(({ name, zone, view, sets, dynamic }): Plain<v.InferOutput<typeof dynamicFace>> => {
      const added = sets.flatMap((set) => [...set.added.values()])
      return {
        ...{ zone, view, added: added.length, hidden: sets.reduce((sum, { hidden }) => sum + hidden.size, 0) },
        leases: added.filter(({ until }) => until !== undefined).length,
        dropped: dynamic.layers.droppedOf(name).reduce((sum, { dropped }) => sum + dropped.length, 0),
        withheld: added.filter(({ owner }) => dynamic.withheld.has(name, owner)).length,
      }
    }),
  text: (faces) =>
    faces.length === 0
      ? 'no message has changed a zone'
      : table(
          ['zone', 'view', 'added', 'hidden', 'leases', 'dropped', 'withheld'],
          faces.map(({ zone, view, added, hidden, leases, dropped, withheld }) => [
            zone,
            view,
            ...[added, hidden, leases, dropped, withheld].map(String),
          ]),
        ).join('\n'),
  command: {
    summary: 'the zones that messages (RFC 2136) have changed, as layers over their sources',
    more: 'A reload of the files keeps these changes: "show" tells who added what and until when, "diff" shows the result.',
    examples: [['janus dynamic', 'every zone and view'], ['janus dynamic --json | jq length']],
    exit: { done: 'done', refused: 'refused', failed: 'no server to ask, or the command cannot be read' },
  },
})
