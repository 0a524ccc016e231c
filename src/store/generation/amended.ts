// Makes the candidate of a reload where only some zone files have changed: the served one with these files. It costs what has changed, and
// gives what makingCandidate() would make of all files, or undefined: then call that.

import { hasError, type JudgedZone } from '../../check/read-zone.ts'
import { rulesFor } from '../../check/ruleset.ts'
import type { ActiveRule } from '../../check/walk.ts'
import { asksTime } from '../../supply/judge.ts'
import type { FoundGood, LoadedFace } from '../../supply/load.ts'
import { fileKey, MORE_THAN_A_FILE, readOfFiles } from '../../supply/pipeline.ts'
import type { ReadZone } from '../../supply/read-zone.ts'
import { levelsOf } from '../../supply/remake.ts'
import { settlingAgain } from '../../supply/settle-view.ts'
import type { Sliced } from '../../supply/slices.ts'
import { viewIdentity } from '../../supply/view-identity.ts'
import type { Settings } from '../../text/config/settings.ts'
import { severitiesOf } from '../../text/config/severities.ts'
import { signedIn } from '../../text/config/sign-setting.ts'
import { isMade } from '../../text/config/sources.ts'
import { sortProblems } from '../../text/findings/summary.ts'
import { faceKey } from '../change.ts'
import { type Candidate, sameImage } from './candidate.ts'
import { remadeOf } from './remade.ts'
import { withServed } from './with-served.ts'

/** `running`: the served candidate with what its files last said. `files`: what they say now, by fileKey(). */
export function* amending(
  running: Candidate,
  settings: Settings,
  files: ReadonlyMap<string, ReadZone>,
): Sliced<Candidate | undefined> {
  if (settings !== running.settings || !isPlain(running)) return undefined
  const rules = rulesFor('load', severitiesOf(settings.rules))
  if (asksTime(rules)) return undefined
  const faces = running.loaded.faces.slice()
  const changed = new Map<number, Map<number, JudgedFile>>()
  for (const [i, face] of faces.entries()) {
    if (isMade(face.face)) continue
    const file = fileOf(face, files)
    if (!isServable(file)) return undefined
    if (file.subject.zone === face.zone && file.madeOf === face.madeOf) {
      // The succession finds its newest edition when the candidate is about to be served: there may be a newer one by then.
      if (face.served !== face.zone) faces[i] = { ...face, served: face.zone }
      continue
    }
    faces[i] = faceOf(face, file)
    const own = changed.get(face.view) ?? new Map<number, JudgedFile>()
    changed.set(face.view, own.set(i, file))
    yield
  }
  if (wouldRemake(running, faces)) return undefined
  const good: FoundGood[] = running.loaded.good!.slice()
  for (const [view, own] of changed) {
    const first = running.loaded.faces.findIndex((face) => face.view === view)
    const others = [...own].flatMap(([i, file]): [number, JudgedFile][] =>
      faces[i]!.zone === running.loaded.faces[i]!.zone ? [] : [[i - first, file]],
    )
    const known = good[view]!.settled
    if (known === undefined) return undefined
    const served = known.asked.map((_, i) => running.loaded.faces[first + i]!.served)
    const settled = others.length === 0 ? known : yield* settlingAgain(rules, known, served, new Map(others))
    if (settled === undefined) return undefined
    good[view] = { settled, identity: identityOf(rules, settings, view, faces.slice(first), files) }
  }
  for (const own of changed.values()) for (const { subject } of own.values()) subject.text.release()
  const next = withServed(running, faces)
  return { ...next, loaded: { ...next.loaded, good } }
}

/** Whether a made face has to be made again after the change of `faces`: only makingCandidate() does that. */
function wouldRemake(running: Candidate, faces: readonly LoadedFace[]): boolean {
  const levels = levelsOf(running.settings)
  if (levels.length === 0) return false
  const others = faces.filter(({ zone }, i) => zone !== running.loaded.faces[i]!.zone)
  const changed = new Set(others.map(({ face, origin }) => faceKey({ view: face.viewName, origin })))
  return levels.some((level) => remadeOf(running, level, changed, new Map()).size > 0)
}

/** The zone that the files give for the face, as readingFaces() reads it. */
function fileOf(one: LoadedFace, files: ReadonlyMap<string, ReadZone>): ReadZone | undefined {
  const read = readOfFiles(one, one.face, files)
  if (read?.subject === undefined || read === files.get(fileKey(one, one.face))) return read
  return { ...read, madeOf: MORE_THAN_A_FILE }
}

type JudgedFile = Extract<ReadZone, JudgedZone>

function isServable(file: ReadZone | undefined): file is JudgedFile {
  return file?.subject !== undefined && !hasError(file.problems)
}

/** The face with another file content. */
function faceOf(face: LoadedFace, { subject: { zone, text }, problems, madeOf }: JudgedFile): LoadedFace {
  if (zone === face.zone) return { ...face, served: zone, madeOf }
  // It may have been written anew with what it held.
  const same = face.served && sameImage(zone, face.served) ? face.served : zone
  const found = { problems: sortProblems([...problems]), own: problems, lines: text.lines }
  return { ...face, zone: same, served: same, ...found, madeOf, inState: false }
}

/** `faces`: with the view's faces first. */
function identityOf(
  rules: readonly ActiveRule[],
  { views, sign }: Settings,
  view: number,
  faces: readonly LoadedFace[],
  files: ReadonlyMap<string, ReadZone>,
): string | undefined {
  const own = faces.slice(0, faces.findIndex((face) => face.view !== view) >>> 0)
  const members = own.map((one) => ({ name: one.name, file: fileOf(one, files) ?? NO_FILE }))
  return viewIdentity(rules, { ...views[view]!, signed: signedIn(sign, views[view]!.name) }, members)
}

/** Whether all faces come from files, directly or through other faces, and are served as the files had them. */
function isPlain({ settings, loaded, states, behind }: Candidate): boolean {
  if (behind !== undefined || loaded.good === undefined || (loaded.refusedInView?.length ?? 0) > 0) return false
  const isAnyMade = settings.zones.some(({ faces }) => faces.some(isMade))
  return (
    states.every((state) => state === 'current') &&
    loaded.faces.every(
      ({ face, zone, served, own, problems }) =>
        SOURCES.has(face.source.kind) &&
        (face.reverse === undefined || face.source.kind === 'reverse') &&
        zone !== undefined &&
        own.length === problems.length &&
        // Made faces were made of served zones.
        (served === zone || !isAnyMade),
    )
  )
}

const SOURCES: ReadonlySet<string> = new Set(['file', 'layers', 'derived', 'reverse'])

const NO_FILE: ReadZone = { problems: [] }
