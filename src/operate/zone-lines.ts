// One line for each face: what is served of it, and what its files have. Several verbs and the metrics use these lines.

import * as v from 'valibot'
import { nameKey } from '../dns/name-key.ts'
import type { Server } from '../serve/server.ts'
import type { AbsentFace } from '../store/generation/behind.ts'
import type { FaceState } from '../store/generation/candidate.ts'
import type { LoadedFace } from '../supply/load.ts'
import { fileToEdit } from '../text/config/sources.ts'
import type { Sight } from './sight.ts'
import { counted, table } from './words.ts'
import { isMeant } from './zone-meant.ts'

export const faceStates = [
  'current',
  'stale-source',
  'held',
  'refused',
  'waiting',
  'expired',
  'rolled-back',
  'pending',
] as const satisfies readonly FaceState[]

export const zoneLine = v.looseObject({
  zone: v.string(),
  view: v.string(),
  state: v.picklist(faceStates),
  serial: v.optional(described(v.number(), 'Of what is served; none where nothing is.')),
  fileSerial: v.optional(described(v.number(), 'Of what its file has, as far as that is known.')),
  names: v.optional(v.number()),
  records: v.optional(v.number()),
  entries: v.optional(described(v.number(), 'Of a list: entries of its files.')),
  octets: v.optional(described(v.number(), 'Of a list: what its entries take in memory.')),
  since: v.optional(described(v.string(), 'When what is served came into service.')),
  file: v.optional(v.string()),
  withheld: v.optional(
    described(v.literal(true), 'Its primary has sent it, but everybody would learn of the inside by it.'),
  ),
  errors: v.number(),
})

export type ZoneLine = {
  readonly zone: string
  readonly view: string
  readonly state: FaceState
  readonly serial?: number | undefined
  readonly fileSerial?: number | undefined
  readonly names?: number | undefined
  readonly records?: number | undefined
  readonly entries?: number | undefined
  readonly octets?: number | undefined
  readonly since?: string | undefined
  /** Missing where the actor may not see the face's text. */
  readonly file?: string
  readonly withheld?: true
  readonly errors: number
}

function described<T extends v.GenericSchema>(schema: T, description: string) {
  return v.pipe(schema, v.description(description))
}

/** The lines of the generation that is current when the first is taken. */
export function* zoneLines(server: Server, sight: Sight): Generator<ZoneLine> {
  for (const { line } of faceLines(server, sight)) yield line()
}

export type FaceLine = {
  readonly zone: string
  readonly view: string
  readonly state: FaceState
  readonly line: () => ZoneLine
}

/** The same for callers that need the lines of only a few faces: `line` makes one. */
export function* faceLines({ current, servedSince, upstream }: Server, sight: Sight): Generator<FaceLine> {
  const { loaded, states, behind, absent = [] } = current.candidate
  const withheld = new Set(upstream.withheld.map(({ view, origin }) => keyOf(view, origin)))
  for (const [i, face] of loaded.faces.entries()) {
    const named = { zone: face.name, view: face.face.viewName }
    const state = states[i]!
    const line = (): ZoneLine => ({
      ...lineOf(named, face, state, servedSince, sight.text(named)),
      ...(isWithheld(withheld, face) && { withheld: true }),
    })
    if (sight.face(named)) yield { ...named, state, line }
  }
  for (const face of absent)
    if (sight.face(face))
      yield { zone: face.zone, view: face.view, state: behind!, line: () => absentLine(face, behind!, sight.whole) }
}

/** A copy stays known as withheld for a moment after another version has taken its place. */
function isWithheld(withheld: ReadonlySet<string>, { face, origin, served }: LoadedFace): boolean {
  return withheld.size > 0 && served === undefined && withheld.has(keyOf(face.viewName, origin))
}

/** Programs that only ask a server load these lines too, and nothing of the store. */
function keyOf(view: string, origin: Uint8Array): string {
  return `${view}\0${nameKey(origin)}`
}

/** Whether the actor sees such a face. `view`: undefined for any view. */
export function hasFace(server: Server, sight: Sight, zone: string, view: string | undefined): boolean {
  for (const face of faceLines(server, sight))
    if ((view === undefined || face.view === view) && isMeant(face.zone, zone)) return true
  return false
}

function lineOf(
  named: { readonly zone: string; readonly view: string },
  { zone, served, face, problems, behind }: LoadedFace,
  state: FaceState,
  servedSince: Server['servedSince'],
  withFile: boolean,
): ZoneLine {
  return {
    ...named,
    state,
    serial: served?.serial,
    fileSerial: behind ? behind.fileSerial : zone?.serial,
    names: served?.nodes,
    records: served?.records,
    ...(served?.entries && { entries: served.entries.entries, octets: served.entries.octets }),
    since: served && servedSince.get(served)?.toISOString(),
    ...(withFile && { file: fileToEdit(face) }),
    errors: problems.filter(({ severity }) => severity === 'error').length,
  }
}

function absentLine({ zone, view, file, serial }: AbsentFace, state: FaceState, withFile: boolean): ZoneLine {
  const nothing = { serial: undefined, names: undefined, records: undefined, since: undefined }
  return { zone, view, ...(withFile && { file }), ...nothing, state, fileSerial: serial, errors: 0 }
}

/** Whether something else is served than what the file has, by intent or because a reload was refused. */
export function isBehind({ state }: Pick<ZoneLine, 'state'>): boolean {
  return state === 'rolled-back' || state === 'pending'
}

export function zonesText(zones: readonly ZoneLine[]): string {
  const rows = zones.map((line) => {
    const { zone, view, state, serial, names, records } = line
    return [
      zone,
      view,
      state,
      `${serial ?? '-'}`,
      `${records ?? '-'}`,
      `${names ?? '-'}`,
      [errorsText(line), isBehind(line) ? behindText(line) : countedText(line)].filter(Boolean).join('; '),
    ]
  })
  return table(['zone', 'view', 'state', 'serial', 'records', 'names', ''], rows).join('\n')
}

function errorsText({ state, withheld, errors }: ZoneLine): string {
  if (state === 'held') return 'waits for its file in another view, which has errors'
  if (withheld) return 'its copy is withheld: everybody would learn of the inside (see janus transfers)'
  // Its primary may have sent versions that are not fit to be served.
  if (state === 'waiting') return 'no version from its primary is served yet (see janus transfers)'
  if (state === 'expired') return 'its primary has not confirmed it for too long (see janus transfers)'
  return errors > 0 ? `${counted(errors, 'error')} (see janus check)` : ''
}

/** Tells the file's serial, where Janus counted the served one up: the file changed, and its serial did not. */
function countedText({ state, serial, fileSerial }: ZoneLine): string {
  return state === 'current' && fileSerial !== undefined && fileSerial !== serial ? `the file has ${fileSerial}` : ''
}

export function behindText({ state, serial, fileSerial }: ZoneLine): string {
  const why = state === 'pending' ? 'the last reload was refused' : 'rolled back'
  const serves = serial === undefined ? 'serves nothing' : `serves serial ${serial}`
  return `${why}: ${serves}, the file has ${fileSerial ?? 'none that can be served'}`
}
