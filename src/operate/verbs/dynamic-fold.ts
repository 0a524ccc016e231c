// `janus dynamic fold`: tells what to write into the sources of a zone so that they hold what messages have changed: lines to add, and lines
// to remove. It edits no file, so that comments and order stay the operator's. It leaves out records that end by themselves.

import * as v from 'valibot'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import type { Server } from '../../serve/server.ts'
import { fileToEdit } from '../../text/config/sources.ts'
import type { LayerEntry } from '../../update/entry.ts'
import { equalKey } from '../../zone/same.ts'
import { hasTarget, NONE, type Zone } from '../../zone/zone.ts'
import { dynamicRequest, type EntryLine, entryLines, type LayeredFace, layeredFaces } from '../dynamic-lines.ts'
import type { Sight } from '../sight.ts'
import { manyResults, type Plain } from '../verb.ts'

const foldedFace = v.looseObject({
  zone: v.string(),
  view: v.string(),
  file: v.optional(
    v.pipe(v.string(), v.description('Into which the lines belong; missing where its text may not be seen.')),
  ),
  add: v.array(v.string()),
  remove: v.array(v.looseObject({ record: v.string(), file: v.optional(v.string()), line: v.optional(v.number()) })),
  leases: v.pipe(v.number(), v.description('Records that end by themselves, and stay in the layer.')),
})

type FoldedFace = Plain<v.InferOutput<typeof foldedFace>>

export const dynamicFold = manyResults({
  name: 'dynamic-fold',
  effect: 'reads',
  concerns: 'seen',
  request: dynamicRequest,
  errors: ['no-zone'],
  result: foldedFace,
  run: ({ operated: { server }, sight }, { zone, view }) =>
    layeredFaces(server, sight, zone, view).map((face) => foldedOf(server, sight, face)),
  text: (faces) => foldedText(faces),
  command: {
    under: 'dynamic',
    summary: 'what to write into the files so that they hold the changes that messages made',
    more:
      'It prints lines to add and lines to delete, and changes no file. Edit the files, then run the commands that it prints: ' +
      'nothing changes for clients. Records with a lease are left out, and stay.',
    examples: [['janus dynamic fold univ.example'], ['janus dynamic fold univ.example --view internal']],
    exit: { done: 'done', refused: 'there is no such zone', failed: 'no server to ask, or the command cannot be read' },
  },
})

function foldedOf(server: Server, sight: Sight, layered: LayeredFace): FoldedFace {
  const { zone, view, sets, face } = layered
  const loaded = server.current.candidate.loaded.faces.find((one) => one.name === zone && one.face.viewName === view)
  const isText = sight.text({ zone, view })
  const lines = [...entryLines([layered])].filter(({ type }) => type !== 'SOA')
  const hidden = sets.filter(({ type }) => type !== Type.SOA).flatMap((set) => [...set.hidden.values()])
  const base = face?.judged?.base
  return {
    zone,
    view,
    ...(isText && loaded && { file: fileToEdit(loaded.face) }),
    add: lines.filter(({ how, until }) => how === 'add' && until === undefined).map(recordText),
    remove: hidden.flatMap((entry) => {
      const line = base && lineOf(base, entry)
      if (line === undefined) return []
      const at = isText && line > 0 ? loaded?.lines?.at(line) : undefined
      return [{ record: recordText(lineTextOf(layered, entry)), ...at }]
    }),
    leases: lines.filter(({ how, until }) => how === 'add' && until !== undefined).length,
  }
}

/** Line of the record in the source; undefined where it is not there any more, 0 where it has no line. */
function lineOf(base: Zone, { owner, type, rdata }: LayerEntry): number | undefined {
  const node = base.find(new Suffixes().set(owner, 0), 0)
  const set = node === NONE ? NONE : base.rrset(node, type)
  if (set === NONE) return undefined
  const wanted = equalKey(type, rdata, 0, rdata.length)
  let data = base.dataOf(set)
  for (let i = 0; i < base.size(set); i++, data = base.nextData(data, hasTarget(type)))
    if (equalKey(type, base.heap, data, data + base.lengthOf(data)) === wanted) return base.line(set, i)
  return undefined
}

function lineTextOf({ name, zone, view, face, dynamic }: LayeredFace, entry: LayerEntry): EntryLine {
  const set = { owner: entry.owner, type: entry.type, ttl: undefined, added: new Map(), hidden: new Map([['', entry]]) }
  const [line] = entryLines([{ name, zone, view, face, dynamic, sets: [set] }])
  return line!
}

function recordText({ owner, ttl, type, rdata }: EntryLine): string {
  return `${owner} ${ttl} ${type} ${rdata}`
}

function foldedText(faces: readonly v.InferOutput<typeof foldedFace>[]): string {
  if (faces.length === 0) return '; no message has changed the zone'
  return faces
    .flatMap(({ zone, view, file, add, remove, leases }) => [
      `; ${zone} in ${view}${file === undefined ? '' : `: ${file}`}`,
      ...remove.map(
        ({ record, file, line }) => `; delete ${line === undefined ? '' : `line ${line} of ${file}: `}${record}`,
      ),
      ...add,
      ...(leases > 0 ? [`; left out: ${leases} with a lease`] : []),
      ...(add.length + remove.length > 0
        ? [`; then: janus reload && janus dynamic drop ${zone} --view ${view} --folded`]
        : []),
    ])
    .join('\n')
}
