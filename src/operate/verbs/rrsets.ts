// A zone rrset by rrset, each as all of its faces have it: what a page with a column a face shows. For programs.

import * as v from 'valibot'
import { compareNames } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { typeCode, typeName } from '../../dns/types.ts'
import type { LoadedFace } from '../../supply/load.ts'
import type { PlainSet } from '../../supply/plain-sets.ts'
import { text, yesOrNo } from '../../text/config/words.ts'
import type { Zone } from '../../zone/zone.ts'
import { canonicalOrder } from '../canonical-order.ts'
import { VerbError } from '../errors.ts'
import { field, quoted } from '../fields.ts'
import { Turns } from '../turns.ts'
import { type Asked, manyResults, type Plain } from '../verb.ts'
import { isMeant } from '../zone-meant.ts'

const faceSet = v.looseObject({
  view: v.string(),
  ttl: v.number(),
  records: v.array(
    v.looseObject({
      rdata: v.string(),
      file: v.optional(v.string()),
      line: v.optional(v.number()),
    }),
  ),
})

const rrsetLine = v.looseObject({
  owner: v.string(),
  type: v.string(),
  differs: v.pipe(
    v.boolean(),
    v.description('Some face has it otherwise, or not at all, whichever view is wanted; serials are no difference.'),
  ),
  faces: v.pipe(v.array(faceSet), v.description('Those that have it.')),
})

type RRsetLine = Plain<v.InferOutput<typeof rrsetLine>>

export const rrsets = manyResults({
  name: 'rrsets',
  effect: 'reads',
  concerns: 'seen',
  request: {
    zone: field(text('the name of a zone'), 'the zone that is meant'),
    view: v.optional(field(text("a view's name"), 'what this face has, and nothing of the others')),
    type: v.optional(field(text('a type such as MX'), 'only rrsets of this type')),
    holds: v.optional(field(text('a part of a name'), 'only owners with this in their names, in any case of letters')),
    differs: v.optional(field(yesOrNo(), 'true: only what is not the same in all faces')),
  },
  errors: ['no-zone'],
  result: rrsetLine,
  run: (asked, request) => rrsetLines(asked, facesMeant(asked, request), request, typeMeant(request)),
  text: (lines) => lines.map(({ owner, type }) => `${owner} ${type}`).join('\n'),
})

type Request = {
  readonly zone: string
  readonly view?: string | undefined
  readonly type?: string | undefined
  readonly holds?: string | undefined
  readonly differs?: boolean | undefined
}

type Column = {
  readonly view: string
  readonly face: LoadedFace
  readonly zone: Zone
  readonly order: Uint32Array
  /** Whether its files may be named. */
  readonly withText: boolean
  at: number
  name: Uint8Array | undefined
}

function facesMeant({ operated, sight }: Asked, request: Request): readonly LoadedFace[] {
  const faces = operated.server.current.candidate.loaded.faces.filter(
    ({ name, face }) => isMeant(name, request.zone) && sight.face({ zone: name, view: face.viewName }),
  )
  const isThere = ({ face }: LoadedFace) => request.view === undefined || request.view === face.viewName
  if (!faces.some(isThere))
    throw new VerbError('no-zone', `cannot find the zone ${quoted(request.zone)} in a view that you may see`, 'zone')
  return faces
}

function typeMeant({ type }: Request): number | undefined {
  if (type === undefined) return undefined
  const code = typeCode(type)
  if (code === undefined)
    throw new VerbError('bad-request', `cannot read the type ${quoted(type)}: there is no such type`, 'type')
  return code
}

async function* rrsetLines(
  { sight }: Pick<Asked, 'sight'>,
  faces: readonly LoadedFace[],
  request: Request,
  type: number | undefined,
): AsyncGenerator<RRsetLine> {
  // Nobody but who asks waits for what reads them.
  const { setsAt } = await import('../../supply/plain-sets.ts')
  const columns: Column[] = []
  for (const face of faces) {
    const { served: zone, name } = face
    const view = face.face.viewName
    if (zone === undefined) continue
    const order = await canonicalOrder(zone)
    const withText = sight.text({ zone: name, view })
    columns.push({ view, face, zone, order, withText, at: 0, name: zone.name(order[0]!) })
  }
  const holds = request.holds?.toLowerCase()
  const turns = new Turns()
  for (;;) {
    if (turns.isOver) await turns.next()
    const owner = first(columns)
    if (owner === undefined) return
    const here = columns.filter(({ name }) => name !== undefined && compareNames(name, 0, owner, 0) === 0)
    const nodes = here.map((column) => ({ column, node: column.order[column.at]! }))
    for (const column of here) step(column)
    const shown = nameText(owner)
    if (holds !== undefined && !shown.toLowerCase().includes(holds)) continue
    const sets = nodes.flatMap(({ column, node }) =>
      setsAt(column.zone, node, owner, column.withText ? column.face.lines : undefined).map((set) => ({ column, set })),
    )
    const byType = [...Map.groupBy(sets, ({ set }) => set.type)].sort(([a], [b]) => a - b)
    for (const [code, found] of byType) {
      if (type !== undefined && code !== type) continue
      const differs = found.length < faces.length || found.some(({ set }) => !isSame(set, found[0]!.set))
      if (request.differs === true && !differs) continue
      const shownFaces = found.filter(({ column }) => request.view === undefined || request.view === column.view)
      if (shownFaces.length === 0) continue
      const told = shownFaces.map(({ column, set }) => faceOf(column, set))
      yield { owner: shown, type: typeName(code), differs, faces: told }
    }
  }
}

function first(columns: readonly Column[]): Uint8Array | undefined {
  let least: Uint8Array | undefined
  for (const { name } of columns)
    if (name !== undefined && (least === undefined || compareNames(name, 0, least, 0) < 0)) least = name
  return least
}

function step(column: Column): void {
  const node = column.order[++column.at]
  column.name = node === undefined ? undefined : column.zone.name(node)
}

function isSame(a: PlainSet, b: PlainSet): boolean {
  return (
    a.ttl === b.ttl &&
    a.records.length === b.records.length &&
    a.records.every(({ key }, i) => key === b.records[i]!.key)
  )
}

function faceOf({ view }: Column, { ttl, records }: PlainSet): Plain<v.InferOutput<typeof faceSet>> {
  return { view, ttl, records: records.map(({ key: _, ...record }) => record) }
}
