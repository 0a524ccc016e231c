// Zones and generations as lists, for commands and /status.

import type { FaceState } from '../server/generation/candidate.ts'
import type { Server } from '../server/server.ts'

export type ZoneLine = {
  readonly zone: string
  readonly view: string
  readonly state: FaceState
  /** Of what is served; undefined where nothing is. */
  readonly serial: number | undefined
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
  readonly zones: readonly { readonly zone: string; readonly view: string; readonly serial: number | undefined }[]
}

export function zoneList({ current, servedSince }: Server): ZoneLine[] {
  const { settings, loaded, states } = current.candidate
  return loaded.faces.map(({ name, view, served, path, problems }, i) => ({
    zone: name,
    view: settings.views[view]!.name,
    state: states[i]!,
    serial: served?.serial,
    names: served?.nodes,
    records: served?.records,
    since: served && servedSince.get(served)?.toISOString(),
    file: path.path,
    errors: problems.filter(({ severity }) => severity === 'error').length,
  }))
}

export function generationList({ current, generations }: Server): GenerationLine[] {
  return generations.map(({ number, time, cause, content, candidate: { settings, loaded } }) => ({
    generation: number,
    time: time.toISOString(),
    cause,
    content,
    current: number === current.number,
    zones: loaded.faces.map(({ name, view, served }) => ({
      zone: name,
      view: settings.views[view]!.name,
      serial: served?.serial,
    })),
  }))
}
