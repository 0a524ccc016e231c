// Lists a zone rrset by rrset, each as all faces have it, for a page with a column for each face. For programs.

import * as v from 'valibot'
import { ROOT } from '../../dns/name.ts'
import { nameText, readName } from '../../dns/name-text.ts'
import { typeCode, typeName } from '../../dns/types.ts'
import type { LoadedFace } from '../../supply/load.ts'
import type { PlainRecord, PlainSet } from '../../supply/plain-sets.ts'
import { text, yesOrNo } from '../../text/config/words.ts'
import { onceEach } from '../../text/findings/once-each.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { canonicalOrder } from '../canonical-order.ts'
import { entryLines, layeredFaces } from '../dynamic-lines.ts'
import { VerbError } from '../errors.ts'
import { allAsked, findingsOf, foundRevision, loadedProblems, tellingFound } from '../face-findings.ts'
import { field, quoted } from '../fields.ts'
import { isSeenProblem, type Tell } from '../report.ts'
import {
  type Column,
  hasFinding,
  holding,
  mayHaveOwnType,
  placeKey,
  type RowTable,
  rowAt,
  rowOf,
  rowsOf,
} from '../rrset-table.ts'
import { say, speakerOf } from '../says.ts'
import { Turns } from '../turns.ts'
import { type Asked, manyResults, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { meaning } from '../zone-meant.ts'

const faceSet = v.looseObject({
  view: v.string(),
  ttl: v.number(),
  records: v.array(
    v.looseObject({
      rdata: v.string(),
      file: v.optional(v.string()),
      line: v.optional(v.number()),
      how: v.optional(v.pipe(v.string(), v.description('What put it there, where that is not simply the file.'))),
    }),
  ),
  findings: v.optional(
    v.pipe(
      v.array(v.looseObject({ rule: v.string(), severity: v.string(), message: v.string(), line: v.number() })),
      v.description('What is known to be wrong with the lines of its records.'),
    ),
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

export type RRsetLine = Plain<v.InferOutput<typeof rrsetLine>>

export const rrsets = manyResults({
  name: 'rrsets',
  about: 'a zone rrset by rrset, in canonical order, each as all faces have it, with file and line',
  effect: 'reads',
  // Findings may come while the revision stays.
  isSteady: (options) => !('found' in options),
  concerns: 'seen',
  request: {
    zone: field(text(want('want-zone')), 'the zone that is meant'),
    view: v.optional(field(text(want('want-views-name')), 'what this face has, and nothing of the others')),
    type: v.optional(field(text(want('want-type-mx')), 'only rrsets of this type')),
    holds: v.optional(field(text(want('want-part')), 'only owners with this in their names, in any case of letters')),
    from: v.optional(field(text(want('want-name')), 'only owners from this on, in canonical order')),
    differs: v.optional(field(yesOrNo(), 'true: only what is not the same in all faces')),
    only: v.optional(field(text(want('want-views-name')), 'only what this view has, and no other')),
    found: v.optional(
      field(
        v.picklist(['any', 'leaks'], want('want-differs')),
        'only rrsets with a finding of any rule; with one about what the world is told of the inside',
      ),
    ),
  },
  errors: ['no-zone', 'not-checked'],
  result: rrsetLine,
  before: (asked, request) => {
    facesMeant(asked, request)
    return request.found && allAsked(asked.operated)
  },
  restsOn: (asked, { found }) => (found ? foundRevision(asked) : asked.revision),
  run: (asked, request) => rrsetLines(asked, facesMeant(asked, request), request),
  text: (lines) => lines.map(({ owner, type }) => `${owner} ${type}`).join('\n'),
})

type Request = {
  readonly zone: string
  readonly view?: string | undefined
  readonly type?: string | undefined
  readonly holds?: string | undefined
  readonly from?: string | undefined
  readonly differs?: boolean | undefined
  readonly only?: string | undefined
  readonly found?: 'any' | 'leaks' | undefined
}

function facesMeant({ operated, sight }: Asked, request: Request): readonly LoadedFace[] {
  const isMeant = meaning(request.zone)
  const faces = operated.server.current.candidate.loaded.faces.filter(
    ({ name, face }) => isMeant(name) && sight.face({ zone: name, view: face.viewName }),
  )
  const isThere = ({ face }: LoadedFace) => request.view === undefined || request.view === face.viewName
  if (!faces.some(isThere)) throw new VerbError('no-zone', say('not-seen-zone', { zone: quoted(request.zone) }), 'zone')
  return faces
}

function typeMeant({ type }: Request): number | undefined {
  if (type === undefined) return undefined
  const code = typeCode(type)
  if (code === undefined) throw new VerbError('bad-request', say('no-such-type', { type: quoted(type) }), 'type')
  return code
}

function nameMeant({ from }: Request): Uint8Array | undefined {
  if (from === undefined) return undefined
  const name = readName(from, ROOT)
  if (typeof name === 'string') throw new VerbError('bad-request', say('no-name', { text: quoted(from) }), 'from')
  return name
}

export async function* rrsetLines(
  asked: Asked,
  faces: readonly LoadedFace[],
  request: Request,
): AsyncGenerator<RRsetLine> {
  const [type, from] = [typeMeant(request), nameMeant(request)]
  // Loaded on demand: only this verb reads rrsets as text.
  const { setsAt } = await import('../../supply/plain-sets.ts')
  const columns = await columnsOf(asked, faces, request.found)
  const tell = request.found ? await tellingFound(asked.operated) : asked.operated.tell
  const table = await rowsOf(columns)
  const said = addedBy(asked, request.zone)
  const isWanted = wantedRows(table, columns, request, columns.length < faces.length)
  const turns = new Turns()
  for (let row = from === undefined ? 0 : rowAt(table, columns, from); row < table.rows; row++) {
    if ((row & EACH) === EACH && turns.isOver) await turns.next()
    if (!isWanted(row)) continue
    const { owner, cells } = rowOf(table, columns, row)
    const sets = cells.flatMap(({ column, node }) =>
      setsAt(column.zone, node, owner, column.lines).map((set) => ({ column, set })),
    )
    const byType = [...Map.groupBy(sets, ({ set }) => set.type)].sort(([a], [b]) => a - b)
    for (const [code, found] of byType) {
      if (type !== undefined && code !== type) continue
      if (request.only !== undefined && (found.length > 1 || found[0]!.column.view !== request.only)) continue
      const differs = found.length < faces.length || found.some(({ set }) => !isSame(set, found[0]!.set))
      if (request.differs === true && !differs) continue
      const shownFaces = found.filter(({ column }) => request.view === undefined || request.view === column.view)
      if (shownFaces.length === 0) continue
      const told = shownFaces.map(({ column, set }) => faceOf(tell, column, set, said))
      if (request.found !== undefined && told.every(({ findings }) => findings === undefined)) continue
      yield { owner: nameText(owner), type: typeName(code), differs, faces: told }
    }
  }
}

async function columnsOf(
  asked: Asked,
  faces: readonly LoadedFace[],
  found: Request['found'],
): Promise<readonly Column[]> {
  const columns: Column[] = []
  const problemsOf = await problemsFor(asked, found)
  for (const loaded of faces) {
    const { name, face, served: zone, lines } = loaded
    const view = face.viewName
    if (zone === undefined) continue
    const order = await canonicalOrder(zone)
    const withText = asked.sight.text({ zone: name, view })
    const wanted = problemsOf(loaded)
    columns.push({
      ...{ view, zone, order },
      lines: withText ? lines : undefined,
      problems: Map.groupBy(wanted, ({ place }) => placeKey(place)),
      lineNumbers: new Set(wanted.map(({ place }) => place.line)),
    })
  }
  return columns
}

/** The findings to show. Without a filter only those of the load, which stay as long as the revision does. */
async function problemsFor(asked: Asked, found: Request['found']): Promise<(face: LoadedFace) => readonly Problem[]> {
  const { operated, sight } = asked
  if (found === undefined)
    return (loaded) =>
      sight.text({ zone: loaded.name, view: loaded.face.viewName })
        ? loadedProblems(loaded, sight).filter((one) => isSeenProblem(one, sight))
        : []
  const all = findingsOf(asked)
  if (found === 'any') return all
  const { rules } = await import('../../check/rules/index.ts')
  const leaks = new Set(rules.filter(({ leak }) => leak).map(({ name }) => name))
  const { views } = operated.server.current.candidate.settings
  return (face) => (views[face.view]!.public ? all(face).filter(({ rule }) => leaks.has(rule)) : [])
}

/** Rows between two looks at the clock, less one. */
const EACH = 255

/** Tells which rows may be wanted, as far as that shows without their text. */
function wantedRows(
  table: RowTable,
  columns: readonly Column[],
  { holds, differs, only, found }: Request,
  isFaceMissing: boolean,
): (row: number) => boolean {
  const alone = columns.findIndex(({ view }) => view === only)
  const part = holds === undefined ? undefined : holding(columns, holds)
  return (row) => {
    if ((differs || (only !== undefined && columns.length > 1)) && !isFaceMissing && table.differs[row] === 0)
      return false
    if (only !== undefined && (alone < 0 || !mayHaveOwnType(table, columns, row, alone))) return false
    return columns.some((column, i) => {
      const node = table.nodes[i]![row]!
      return node >= 0 && (found === undefined || hasFinding(column, node)) && (part === undefined || part(i, node))
    })
  }
}

/** By view, owner, type and data: the sentence that says who added the record by a message. */
function addedBy({ operated, sight }: Asked, zone: string): ReadonlyMap<string, string> {
  const added = new Map<string, string>()
  const { text } = speakerOf(operated.language ?? 'en')
  for (const { view, how, owner, type, rdata, by } of entryLines(layeredFaces(operated.server, sight, zone)))
    if (how === 'add') added.set(addedKey(view, owner, type, rdata), text(say('record-added-by', { by })))
  return added
}

function addedKey(view: string, owner: string, type: string, rdata: string): string {
  return `${view} ${owner.toLowerCase()} ${type} ${rdata}`
}

function isSame(a: PlainSet, b: PlainSet): boolean {
  return (
    a.ttl === b.ttl &&
    a.records.length === b.records.length &&
    a.records.every(({ key }, i) => key === b.records[i]!.key)
  )
}

type FaceSet = Plain<v.InferOutput<typeof faceSet>>

function faceOf(
  tell: Tell,
  { view, problems }: Column,
  { owner, type, ttl, records }: PlainSet,
  added: ReadonlyMap<string, string>,
): FaceSet {
  const shown = records.map((record) =>
    toldRecord(record, added.get(addedKey(view, nameText(owner), typeName(type), record.rdata))),
  )
  const about = new Set(records.flatMap(({ file, line }) => problemsAt(problems, file, line)))
  if (about.size === 0) return { view, ttl, records: shown }
  // Compares only the few findings of this rrset: a zone may have thousands.
  const findings = tell(onceEach([...about])).map(({ rule, severity, message, place }) => {
    return { rule, severity, message, line: place.line }
  })
  return { view, ttl, records: shown, findings }
}

function problemsAt(
  problems: Column['problems'],
  file: string | undefined,
  line: number | undefined,
): readonly Problem[] {
  return file === undefined || line === undefined ? [] : (problems.get(placeKey({ file, line })) ?? [])
}

function toldRecord({ key: _, ...record }: PlainRecord, how: string | undefined): FaceSet['records'][number] {
  return how === undefined ? record : { ...record, how }
}
