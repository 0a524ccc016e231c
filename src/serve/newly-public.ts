// Finds zones of primaries that a reload or a rollback would show to everybody for the first time, and faces that are made of them. They
// came when only few were shown them, and were never searched for what they tell of our inside.

import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import type { FaceName } from '../store/change.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { RefusedFace } from '../store/generation/report.ts'
import { inEnglish } from '../supply/english.ts'
import { configuredFiles, type LoadedFace } from '../supply/load.ts'
import { inSlices, type Sliced } from '../supply/slices.ts'
import type { Settings } from '../text/config/settings.ts'
import { fileToEdit, isForeign, isMade } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Zone } from '../zone/zone.ts'
import { faceOf } from './face-places.ts'
import { LEAKS } from './new-leaks.ts'

/** Those zones that tell of our inside, in the form in which a reload reports refused faces. */
export async function tellingFaces(
  candidate: Candidate,
  running: Candidate,
  look: (name: FaceName, zone: Zone) => Promise<readonly Problem[]>,
): Promise<readonly RefusedFace[]> {
  const telling: RefusedFace[] = []
  for (const one of await inSlices(newlyPublic(candidate, running))) {
    const findings = await look({ view: one.face.viewName, origin: one.origin }, one.served!)
    if (findings.length > 0) telling.push(refusedFor(one, findings))
  }
  return telling
}

export function refusedFor({ face, name }: LoadedFace, findings: readonly Problem[]): RefusedFace {
  const [file, files] = [fileToEdit(face), configuredFiles(face)]
  return { zone: name, view: face.viewName, file, files, state: 'stale-source', findings, own: new Set() }
}

/** Whether the candidate shows the face to everybody and the running one does not. */
export function isNewlyPublic(candidate: Candidate, running: Candidate, name: FaceName): boolean {
  if (!isPublic(candidate, name)) return false
  return !isPublic(running, name) || faceOf(running, name)?.served === undefined
}

/**
 * Whether what everybody is shown of the face already may tell of the inside now: by other settings, or because an entry of `allowed-leaks`
 * has run out. A start would find it, so a reload looks too.
 */
export function mayTellMore(candidate: Candidate, running: Candidate, name: FaceName): boolean {
  if (!isPublic(candidate, name) || isNewlyPublic(candidate, running, name)) return false
  const { settings } = candidate
  if (settings.allowedLeaks.some(({ until }) => until !== undefined)) return true
  return settings !== running.settings && !isDeepStrictEqual(leakSettings(settings), leakSettings(running.settings))
}

function leakSettings({ inside, allowedLeaks, rules, views }: Settings) {
  return { inside, allowedLeaks, rules, views: views.map(({ name, public: isPublic }) => [name, isPublic]) }
}

function isPublic({ settings }: Candidate, { view }: FaceName): boolean {
  return settings.views.some((one) => one.name === view && one.public)
}

/**
 * Made faces that tell of our inside. They were judged when they were made for the candidate, and may not fall back on a version that only
 * few were shown. A rollback falls back on what everybody was shown before.
 */
export function* tellingMade(
  { settings, loaded, states }: Candidate,
  running: Candidate,
): Sliced<readonly RefusedFace[]> {
  const telling: RefusedFace[] = []
  const before = publicIn(running)
  for (const [i, { face, name, origin, view, own }] of loaded.faces.entries()) {
    yield
    if (!isMade(face) || states[i] === 'current') continue
    if (!settings.views[view]!.public || before.has(face.viewName)) continue
    const findings = own.filter(({ rule }) => LEAKS.has(rule))
    if (findings.length === 0 || faceOf(running, { view: face.viewName, origin })?.served === undefined) continue
    const [file, files] = [fileToEdit(face), configuredFiles(face)]
    telling.push({ zone: name, view: face.viewName, file, files, state: 'stale-source', findings, own: new Set(own) })
  }
  return telling
}

/** The refused faces, with those of `leaks` in place of the same faces: these are refused for what they would tell everybody. */
export function besideLeaks(refused: readonly RefusedFace[], leaks: readonly RefusedFace[]): readonly RefusedFace[] {
  if (leaks.length === 0) return refused
  const known = new Set(leaks.map(({ zone, view }) => `${view} ${zone}`))
  return [...refused.filter(({ zone, view }) => !known.has(`${view} ${zone}`)), ...leaks]
}

/** Whether everybody is shown the face, and it comes from a primary: nobody has looked at changes to it that only lie in the journal. */
export function isCopyForAll(candidate: Candidate, name: FaceName): boolean {
  const { settings } = candidate
  const loaded = faceOf(candidate, name)
  return loaded !== undefined && isForeign(loaded.face) && settings.views[loaded.view]!.public
}

function publicIn({ settings }: Candidate): ReadonlySet<string> {
  return new Set(settings.views.flatMap((view) => (view.public ? [view.name] : [])))
}

export function logTelling(log: Pick<Logger, 'error'>, faces: readonly RefusedFace[]): void {
  for (const { zone, view, findings } of faces) {
    const why = inEnglish(findings).map(({ message, rule }) => `${message} [${rule}]`)
    log.error({ zone, view, findings: why }, 'what has come for a zone would show inside data to everybody')
  }
}

/** Faces that the candidate shows to everybody and the running one does not. There may be tens of thousands of faces. */
function* newlyPublic({ settings, loaded }: Candidate, running: Candidate): Sliced<readonly LoadedFace[]> {
  const before = publicIn(running)
  const faces: LoadedFace[] = []
  for (const one of loaded.faces) {
    yield
    const { face, origin, served, view } = one
    if (!isForeign(face) || served === undefined || !settings.views[view]!.public) continue
    const was = faceOf(running, { view: face.viewName, origin })
    // A face that was of our own says nothing about the copy: it may be from when only few saw the view.
    const isShown = before.has(face.viewName) && was?.served !== undefined && isForeign(was.face)
    if (!isShown) faces.push(one)
  }
  return faces
}
