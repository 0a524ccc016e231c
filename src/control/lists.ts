// Zones and generations as lists, for commands and /status.

import type { AbsentFace } from '../server/generation/behind.ts'
import type { FaceState } from '../server/generation/candidate.ts'
import type { Server } from '../server/server.ts'

export type ZoneLine = {
  readonly zone: string
  readonly view: string
  readonly state: FaceState
  /** Of what is served; undefined where nothing is. */
  readonly serial: number | undefined
  /** Of what its file has, as far as that is known. */
  readonly fileSerial: number | undefined
  readonly names: number | undefined
  readonly records: number | undefined
  /** When what is served came into service. */
  readonly since: string | undefined
  readonly file: string
  readonly errors: number
}

export type GenerationLine = {
  readonly generation: number
  readonly time: string
  readonly cause: 'start' | 'reload' | 'rollback'
  /** Another generation's number where it was switched back to. */
  readonly content: number
  readonly current: boolean
  /** Faces that it serves otherwise than their files have it: of the one in service. */
  readonly behind?: number
  readonly zones: readonly { readonly zone: string; readonly view: string; readonly serial: number | undefined }[]
}

export function zoneList({ current, servedSince }: Server): ZoneLine[] {
  const { settings, loaded, states, behind: state, absent = [] } = current.candidate
  const faces = loaded.faces.map(({ name, view, zone, served, path, problems, behind }, i) => ({
    zone: name,
    view: settings.views[view]!.name,
    state: states[i]!,
    serial: served?.serial,
    fileSerial: behind ? behind.fileSerial : zone?.serial,
    names: served?.nodes,
    records: served?.records,
    since: served && servedSince.get(served)?.toISOString(),
    file: path.path,
    errors: problems.filter(({ severity }) => severity === 'error').length,
  }))
  return [...faces, ...absent.map((face) => absentLine(face, state!))]
}

function absentLine({ serial, ...face }: AbsentFace, state: FaceState): ZoneLine {
  const nothing = { serial: undefined, names: undefined, records: undefined, since: undefined }
  return { ...face, ...nothing, state, fileSerial: serial, errors: 0 }
}

/** Whether something else is served than what the file has, by intent or because a reload was refused. */
export function isBehind({ state }: ZoneLine): boolean {
  return state === 'rolled-back' || state === 'pending'
}

export function generationList(server: Server): GenerationLine[] {
  const { current, generations } = server
  return generations.map(({ number, time, cause, content, candidate: { settings, loaded } }) => ({
    generation: number,
    time: time.toISOString(),
    cause,
    content,
    current: number === current.number,
    ...(number === current.number && { behind: zoneList(server).filter(isBehind).length }),
    zones: loaded.faces.map(({ name, view, served }) => ({
      zone: name,
      view: settings.views[view]!.name,
      serial: served?.serial,
    })),
  }))
}
