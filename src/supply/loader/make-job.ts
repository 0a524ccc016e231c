// Faces that are made of others, made by a loader: what it is handed, what it gives back, and how both are put together where the
// faces are wanted. Zones pass as they are, in shared memory.

import { hasError } from '../../check/read-zone.ts'
import type { Subject } from '../../check/subject.ts'
import type { ActiveRule } from '../../check/walk.ts'
import type { SourceFile } from '../../state/source-files.ts'
import { severitiesOf } from '../../text/config/rule-settings.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { LineMap, type LineMapData } from '../../text/zonefile/lines.ts'
import { ZoneText } from '../../text/zonefile/zone-text.ts'
import type { Edition } from '../../zone/edition.ts'
import { Zone } from '../../zone/zone.ts'
import { isMade, makeFaces } from '../faces/compose.ts'
import type { FaceFile, LastGood, MakeOptions, ServedFace } from '../faces/served.ts'
import type { MakeElsewhere, ReadFile } from '../load.ts'
import { atOnce } from '../slices.ts'
import type { ReadTexts } from './loaders.ts'
import type { FaceResult, LoaderResult } from './read-job.ts'
import { withoutText } from './without-text.ts'

export type MakeJob = {
  readonly key: string
  /** Of the configuration, for messages. */
  readonly path: string
  /** Octets of the zones that the faces are made of. */
  readonly size: number
  readonly making: {
    readonly settings: MakeOptions['settings']
    /** In the order of the zones and their faces. */
    readonly given: readonly Given[]
  }
}

/** What is known of a face. */
type Given = {
  /** What its files say; undefined where it has none. */
  readonly file?: {
    readonly problems: readonly Problem[]
    readonly zone?: GivenZone & Pick<Subject, 'complete' | 'unread'> & { readonly madeOf: readonly SourceFile[] }
  }
  /** What is served of it otherwise, and whether it is served although its files are good. */
  readonly lastGood?: GivenZone | undefined
  readonly stays: boolean
}

type GivenZone = { readonly image: SharedArrayBuffer; readonly edition: Edition; readonly lines: LineMapData }

/** Has a loader make the faces. `background` as for ReadTexts. */
export function madeApart(read: ReadTexts, background: boolean): MakeElsewhere {
  return async (settings, all, lastGood) => {
    const job = jobOf(settings, all, lastGood)
    const data = { stage: 'load', severities: severitiesOf(settings.rules) } as const
    const [result] = await read([job], data, { background })
    return facesOf(settings, all, result!)
  }
}

function jobOf(
  { file, zones, views, mail }: Settings,
  all: ReadonlyMap<FaceSetting, ReadFile>,
  lastGood: LastGood,
): MakeJob {
  const given = zones.flatMap((zone) =>
    zone.faces.map((face): Given => {
      const own = all.get(face)
      const stays = lastGood.stays(zone, face)
      const isGood = own?.subject !== undefined && !hasError(own.problems)
      const served = isGood && !stays ? undefined : lastGood.of(zone, face)
      return { ...(own && { file: givenFile(own) }), lastGood: served && givenZone(served), stays }
    }),
  )
  const size = given.reduce((sum, { file }) => sum + (file?.zone?.image.byteLength ?? 0), 0)
  return { key: 'faces made of others', path: file, size, making: { settings: { zones, views, mail }, given } }
}

function givenFile(file: ReadFile): NonNullable<Given['file']> {
  const { problems } = file
  if (file.subject === undefined) return { problems }
  const { complete, unread } = file.subject
  return { problems, zone: { ...givenZone(file.subject), complete, unread, madeOf: file.madeOf ?? [] } }
}

function givenZone({ zone: { image, edition }, text }: ServedFace): GivenZone {
  return { image, edition, lines: text.lines.toData() }
}

/** In the loader. */
export function makeJob({ key, making: { settings, given } }: MakeJob, rules: readonly ActiveRule[]): LoaderResult {
  const all = new Map<FaceSetting, FaceFile>()
  const faces = settings.zones.flatMap((zone) => zone.faces)
  const byFace = new Map(faces.map((face, i) => [face, given[i]!]))
  for (const [face, { file }] of byFace) if (file) all.set(face, takenFile(file))
  const lastGood: LastGood = {
    of: (_, face) => {
      const served = byFace.get(face)?.lastGood
      return served && { zone: Zone.open(served.image, served.edition), text: new ZoneText(LineMap.from(served.lines)) }
    },
    stays: (_, face) => byFace.get(face)?.stays === true,
  }
  const made = atOnce(makeFaces({ settings, rules, lastGood }, all))
  return { key, problems: [], made: faces.map((face) => (made.has(face) ? faceResult(made.get(face)!) : undefined)) }
}

function takenFile({ problems, zone }: NonNullable<Given['file']>): FaceFile {
  if (zone === undefined) return { problems }
  const subject = withoutText(Zone.open(zone.image, zone.edition), zone.lines, zone.madeOf, zone)
  return { subject, problems }
}

function faceResult({ subject, problems }: FaceFile): FaceResult {
  if (subject === undefined) return { key: '', problems }
  const { zone, text, complete, unread } = subject
  return { key: '', problems, zone: { image: zone.image, lines: text.lines.toData(), madeOf: [], complete, unread } }
}

function facesOf(
  { zones }: Settings,
  all: ReadonlyMap<FaceSetting, ReadFile>,
  { made, problems: failure }: LoaderResult,
): ReadonlyMap<FaceSetting, ReadFile> {
  const sources = sourcesByName(all)
  const faces = zones.flatMap((zone) => zone.faces)
  return new Map(
    faces.flatMap((face, i): [FaceSetting, ReadFile][] => {
      if (made === undefined) return isMade(face) ? [[face, { problems: failure }]] : []
      const result = made[i]
      if (result === undefined) return []
      const { problems, zone } = result
      if (zone === undefined) return [[face, { problems }]]
      const madeOf = zone.lines.files.map((file) => sources.get(file))
      return [[face, { problems, subject: withoutText(Zone.open(zone.image), zone.lines, madeOf, zone) }]]
    }),
  )
}

/** Made records have places in the files of those that they were made of. */
function sourcesByName(all: ReadonlyMap<FaceSetting, ReadFile>): ReadonlyMap<string, SourceFile> {
  const found = new Map<string, SourceFile>()
  for (const file of all.values())
    for (const [i, source] of (file.subject && file.madeOf ? file.madeOf : []).entries())
      found.set(file.subject!.text.lines.files[i]!, source)
  return found
}
