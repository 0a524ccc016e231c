// Tells the log what a load found: each refused zone with all its findings, warnings in one line a zone.

import type { Logger } from 'pino'
import type { Candidate, FaceState } from '../store/generation/candidate.ts'
import { inEnglish } from '../supply/english.ts'
import { fileToEdit } from '../text/config/sources.ts'
import type { ToldProblem } from '../text/findings/problem.ts'

export function logFaces(log: Logger, { loaded, states }: Candidate): void {
  const isDebugged = log.isLevelEnabled('debug')
  for (const [i, face] of loaded.faces.entries()) {
    const state = states[i]!
    // There may be tens of thousands of which there is nothing to say.
    if (state === 'current' && face.problems.length === 0 && !isDebugged) continue
    const about = { zone: face.name, view: face.face.viewName, file: fileToEdit(face.face) }
    const findings = inEnglish(face.problems).map(finding)
    const { source } = face.face
    // No file can be mended: the server asks the primary next.
    if (source.kind === 'primary' && face.served === undefined)
      log.info({ ...about, primary: source.primary }, 'a zone waits for its primary')
    else if (source.kind === 'primary' && state === 'stale-source' && findings.length === 0)
      log.info(
        { ...about, primary: source.primary, serial: face.served?.serial },
        'a zone waits for its primary: the version before is served until then',
      )
    else if (state !== 'current') log.error({ ...about, state, findings }, refusals[state]!)
    else if (findings.length > 0) log.warn({ ...about, findings }, 'zone loaded with warnings')
    else log.debug({ ...about, serial: face.served?.serial, names: face.served?.nodes }, 'zone loaded')
  }
}

/** Zones that one line names: there may be ten thousand. */
const MOST = 100

/** Faces that do not serve what their files have, with both serials. */
export function facesBehind({ loaded, absent = [] }: Candidate): Record<string, unknown> {
  const behind = loaded.faces.flatMap(({ name, face, served, behind }) => {
    if (behind === undefined) return []
    return [{ zone: name, view: face.viewName, serves: served?.serial, fileHas: behind.fileSerial }]
  })
  const missing = absent.map(({ zone, view, serial }) => ({ zone, view, serves: undefined, fileHas: serial }))
  const zones = [...behind, ...missing]
  return { behind: zones.length, zones: zones.slice(0, MOST) }
}

const refusals: { readonly [state in FaceState]?: string } = {
  refused: 'zone refused: its names get SERVFAIL until it is repaired',
  'stale-source': 'zone refused: its last good version is served until it is repaired',
  held: 'zone held: its last good version is served until its file in another view is repaired',
}

function finding({ rule, severity, message, place, fix }: ToldProblem): Record<string, string | undefined> {
  return { at: `${place.file}:${place.line}:${place.column}`, severity, rule, message, fix }
}
