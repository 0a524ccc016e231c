// Finds zones of primaries that a reload or a rollback would show to everybody for the first time. They came when only few were shown
// them, and were never searched for what they tell of our inside.

import type { Logger } from 'pino'
import type { FaceName } from '../store/change.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { RefusedFace } from '../store/generation/report.ts'
import { inEnglish } from '../supply/english.ts'
import { configuredFiles, type LoadedFace } from '../supply/load.ts'
import { inSlices, type Sliced } from '../supply/slices.ts'
import { fileToEdit } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Zone } from '../zone/zone.ts'
import { faceOf } from './editions.ts'

/** Those zones that tell of our inside, in the form in which a reload reports refused faces. */
export async function tellingFaces(
  candidate: Candidate,
  running: Candidate,
  look: (name: FaceName, zone: Zone) => Promise<readonly Problem[]>,
): Promise<readonly RefusedFace[]> {
  const telling: RefusedFace[] = []
  for (const { face, name, origin, served } of await inSlices(newlyPublic(candidate, running))) {
    const view = face.viewName
    const findings = await look({ view, origin }, served!)
    if (findings.length === 0) continue
    const [file, files] = [fileToEdit(face), configuredFiles(face)]
    telling.push({ zone: name, view, file, files, state: 'stale-source', findings, own: new Set() })
  }
  return telling
}

export function logTelling(log: Pick<Logger, 'error'>, faces: readonly RefusedFace[]): void {
  for (const { zone, view, findings } of faces) {
    const why = inEnglish(findings).map(({ message, rule }) => `${message} [${rule}]`)
    log.error({ zone, view, findings: why }, 'a zone of a primary must not be shown to everybody')
  }
}

/** Faces that the candidate shows to everybody and the running one does not. There may be tens of thousands of faces. */
function* newlyPublic({ settings, loaded }: Candidate, running: Candidate): Sliced<readonly LoadedFace[]> {
  const before = new Set(running.settings.views.flatMap((view) => (view.public ? [view.name] : [])))
  const faces: LoadedFace[] = []
  for (const one of loaded.faces) {
    yield
    const { face, origin, served, view } = one
    if (face.source.kind !== 'primary' || served === undefined || !settings.views[view]!.public) continue
    const isShown = before.has(face.viewName) && faceOf(running, { view: face.viewName, origin })?.served !== undefined
    if (!isShown) faces.push(one)
  }
  return faces
}
