// The one way from the settings to checked faces, for every source. Servers and commands take it, in any thread:
//
//   files    parse -> compose (layers) -> build -> check      loader/read-zones.ts: each file once for all faces
//   faces    compose (derived, reverse) -> build -> check     here: out of what the files gave
//   foreign  comes checked, by one hook (Fetched)             here
//
// Messages, transfers and ends change faces afterwards: the server makes faces of these again, one level after the other (remake.ts),
// before it first answers and after each change.

import { isLayered } from '../check/read-zone.ts'
import { rulesFor } from '../check/ruleset.ts'
import type { SourceFile } from '../state/source-files.ts'
import type { Settings, ZoneSetting } from '../text/config/settings.ts'
import { severitiesOf } from '../text/config/severities.ts'
import { type FaceSetting, filesOf, isForeign, isMade, type PathSetting } from '../text/config/sources.ts'
import type { LastGood, Level, MakeOptions } from './faces/served.ts'
import type { ReadZone } from './read-zone.ts'
import { atOnce, type Sliced } from './slices.ts'
import { deriveFaces } from './sources/derived.ts'
import { completeLists } from './sources/list.ts'
import { completeReverse } from './sources/reverse.ts'

export type FaceOptions = Pick<MakeOptions, 'rules' | 'lastGood'> & {
  /** Makes faces of others elsewhere; by default this thread does. */
  readonly make?: MakeElsewhere | undefined
  readonly fetched?: Fetched | undefined
}

/** Gives the zone of a face that comes from another server; undefined where nothing has come yet. */
export type Fetched = (zone: ZoneSetting, face: FaceSetting) => ReadZone | undefined

/** Makes faces of others. `all`: what files say of faces with files. `only`: makes these alone, and `all` has the others as served. */
export type MakeElsewhere = (
  settings: MakeSettings,
  all: ReadonlyMap<FaceSetting, ReadZone>,
  lastGood: LastGood | undefined,
  only?: Level,
) => Promise<ReadonlyMap<FaceSetting, ReadZone>>

export type MakeSettings = Pick<Settings, 'file' | 'zones' | 'views' | 'mail' | 'rules'>

/** Every face of every zone. `files`: the result of readZones(). Faces of one plain file share it. */
export function* readingFaces(
  settings: Settings,
  files: ReadonlyMap<string, ReadZone>,
  { rules, lastGood, make, fetched }: FaceOptions,
): Sliced<ReadonlyMap<FaceSetting, ReadZone>> {
  const all = yield* facesOfFiles(settings, files)
  if (settings.zones.some(({ faces }) => faces.some(isMade))) {
    if (make === undefined) yield* makeFaces({ settings, rules, ...(lastGood && { lastGood }) }, all)
    else
      yield make(settings, all, lastGood).then((made) => {
        for (const [face, read] of made) all.set(face, read)
      })
  }
  yield* completeLists({ settings, rules, ...(lastGood && { lastGood }) }, all)
  // A face made of more than its file is never current because the file is.
  for (const zone of settings.zones) {
    for (const face of zone.faces) {
      if (isForeign(face)) {
        all.set(face, fetched?.(zone, face) ?? NOTHING_YET)
        continue
      }
      const read = all.get(face)!
      if (read.subject && read !== files.get(fileKey(zone, face)) && read !== files.get(listKey(zone)))
        all.set(face, { ...read, madeOf: MORE_THAN_A_FILE })
    }
    yield
  }
  return all
}

/** Makes the faces of others, and puts them into `all`. Yields where it may be interrupted. */
export function* makeFaces(options: MakeOptions, all: Map<FaceSetting, ReadZone>): Generator<void, void> {
  yield* deriveFaces(options, all)
  yield* completeReverse(options, all)
}

/** Makes them in this thread. */
export const makeHere: MakeElsewhere = (settings, all, lastGood, only) => {
  const made = new Map(all)
  const rules = rulesFor('load', severitiesOf(settings.rules))
  atOnce(makeFaces({ settings, rules, ...(lastGood && { lastGood }), ...(only && { only }) }, made))
  const faces = only?.faces ?? settings.zones.flatMap(({ faces }) => faces.filter(isMade))
  return Promise.resolve(new Map(faces.map((face) => [face, made.get(face)!])))
}

/** A face that has not come yet has no problem that anybody here could mend. */
const NOTHING_YET: ReadZone = { problems: [] }

/** The file that is a zone by itself; layers are read together. */
export function plainFile({ source }: FaceSetting): PathSetting | undefined {
  return source.kind === 'file' ? source.file : undefined
}

/** The key of the face's file, or of its first layer: faces with one key share one reading. `zone`: the face's zone. */
export function fileKey(zone: Pick<ZoneSetting, 'name'>, face: FaceSetting): string {
  const known = fileKeys.get(face)
  if (known !== undefined) return known
  const key = `${zone.name}\0${filesOf(face.source)[0]?.path ?? ''}`
  fileKeys.set(face, key)
  return key
}

/** A reload asks several times for the keys of tens of thousands of faces. */
const fileKeys = new WeakMap<FaceSetting, string>()

/** The key of a list: all views have the same. */
export function listKey(zone: ZoneSetting): string {
  return `${zone.name}\0list`
}

/** The key of a face whose layers are laid over each other for its view. */
export function layersKey(zone: Pick<ZoneSetting, 'name'>, face: FaceSetting): string {
  return `${fileKey(zone, face)}\0${face.view}`
}

/** What files say of a face before `reverse` completes it: its one file, or its layers. */
export function readOfFiles(
  zone: Pick<ZoneSetting, 'name'>,
  face: FaceSetting,
  files: ReadonlyMap<string, ReadZone>,
): ReadZone | undefined {
  const plain = plainFile(face) && files.get(fileKey(zone, face))
  return plain && !isLayered(plain) ? plain : files.get(layersKey(zone, face))
}

/** The files of a face that is made of more than files. */
export const MORE_THAN_A_FILE: readonly SourceFile[] = []

/** What files say of each face with files: its one file, or its layers. */
function* facesOfFiles({ zones }: Settings, files: ReadonlyMap<string, ReadZone>): Sliced<Map<FaceSetting, ReadZone>> {
  const all = new Map<FaceSetting, ReadZone>()
  for (const zone of zones) {
    for (const face of zone.faces) {
      if (isForeign(face)) all.set(face, NOTHING_YET)
      if (face.source.kind === 'list') {
        all.set(face, files.get(listKey(zone)) ?? { problems: [] })
        continue
      }
      if (filesOf(face.source).length > 0) all.set(face, readOfFiles(zone, face, files)!)
    }
    yield
  }
  return all
}
