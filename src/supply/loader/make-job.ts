// Has a loader make faces of others: packs what it needs, and unpacks what it gives back. Zones pass as they are, in shared memory.

import { hasError } from '../../check/read-zone.ts'
import type { ActiveRule } from '../../check/walk.ts'
import type { SourceFile } from '../../state/source-files.ts'
import { severitiesOf } from '../../text/config/severities.ts'
import { type FaceSetting, isMade } from '../../text/config/sources.ts'
import { LineMap } from '../../text/zonefile/lines.ts'
import { ZoneText } from '../../text/zonefile/zone-text.ts'
import { Zone } from '../../zone/zone.ts'
import type { LastGood, Level, MakeOptions } from '../faces/served.ts'
import { type MakeElsewhere, type MakeSettings, makeFaces } from '../pipeline.ts'
import type { ReadZone } from '../read-zone.ts'
import { atOnce } from '../slices.ts'
import type { LoaderData } from './loader-thread.ts'
import type { ReadTexts } from './loaders.ts'
import { type Posted, type PostedZone, posted, postedZone, taken } from './posted.ts'
import type { Keyed, LoaderResult } from './read-job.ts'

export type MakeJob = {
  readonly key: string
  /** Path of the configuration, for messages. */
  readonly path: string
  /** Octets of the zones that the faces are made of. */
  readonly size: number
  readonly making: {
    readonly settings: MakeOptions['settings']
    /** In the order of the zones and their faces. */
    readonly given: readonly Given[]
    /** The kind of level that the wanted faces are of; undefined where they are all faces made of others. */
    readonly kind: Level['kind'] | undefined
  }
}

/** What the loader gets of a face. */
type Given = {
  /** What its files say; undefined where it has none. */
  readonly file?: Posted | undefined
  /** Its last good version, and whether that stays although its files are good. */
  readonly lastGood?: PostedZone | undefined
  readonly stays: boolean
  /** Whether to make it. */
  readonly wanted: boolean
}

/** Has a loader make the faces. `background`: see ReadTexts. `data`: how it judges them, by default as servers do. */
export function madeApart(read: ReadTexts, background: boolean, data?: LoaderData): MakeElsewhere {
  return async (settings, all, lastGood, only) => {
    const job = jobOf(settings, all, lastGood, only)
    const asServers = { stage: 'load', severities: severitiesOf(settings.rules) } as const
    const [result] = await read([job], data ?? asServers, { background })
    return facesOf(settings, all, result!)
  }
}

function jobOf(
  { file, zones, views, mail }: MakeSettings,
  all: ReadonlyMap<FaceSetting, ReadZone>,
  lastGood: LastGood | undefined,
  only: Level | undefined,
): MakeJob {
  const wanted = only && new Set(only.faces)
  const given = zones.flatMap((zone) =>
    zone.faces.map((face): Given => {
      const own = all.get(face)
      const stays = lastGood?.stays(zone, face) === true
      const isGood = own?.subject !== undefined && !hasError(own.problems)
      const served = isGood && !stays ? undefined : lastGood?.of(zone, face)
      const isWanted = isMade(face) && wanted?.has(face) !== false
      return { file: own && posted(own), lastGood: served && postedZone(served), stays, wanted: isWanted }
    }),
  )
  const size = given.reduce((sum, { file }) => sum + (file?.zone?.image.byteLength ?? 0), 0)
  return {
    key: 'faces made of others',
    path: file,
    size,
    making: { settings: { zones, views, mail }, given, kind: only?.kind },
  }
}

/** Does the job, in the loader. */
export function makeJob(
  { key, making: { settings, given, kind } }: MakeJob,
  rules: readonly ActiveRule[],
): LoaderResult {
  const all = new Map<FaceSetting, ReadZone>()
  const faces = settings.zones.flatMap((zone) => zone.faces)
  const byFace = new Map(faces.map((face, i) => [face, given[i]!]))
  for (const [face, { file }] of byFace) if (file) all.set(face, taken(file))
  const lastGood: LastGood = {
    of: (_, face) => {
      const served = byFace.get(face)?.lastGood
      return served && { zone: Zone.open(served.image, served.edition), text: new ZoneText(LineMap.from(served.lines)) }
    },
    stays: (_, face) => byFace.get(face)?.stays === true,
  }
  const wanted = faces.filter((_, i) => given[i]!.wanted)
  atOnce(makeFaces({ settings, rules, lastGood, ...(kind && { only: { kind, faces: wanted } }) }, all))
  const made = faces.flatMap((face, i): Keyed[] => (given[i]!.wanted ? [[String(i), posted(all.get(face)!)]] : []))
  return { key, zones: made }
}

function facesOf(
  { zones }: MakeSettings,
  all: ReadonlyMap<FaceSetting, ReadZone>,
  { zones: made }: LoaderResult,
): ReadonlyMap<FaceSetting, ReadZone> {
  const sources = sourcesByName(all)
  const faces = zones.flatMap((zone) => zone.faces)
  return new Map(
    made.map(([i, zone]) => {
      const madeOf = zone.zone?.lines.files.map((file) => sources.get(file))
      return [faces[Number(i)]!, taken(zone, madeOf)]
    }),
  )
}

/** The keys of the zones that the job gives. */
export function madeKeys({ making: { given } }: MakeJob): string[] {
  return given.flatMap(({ wanted }, i) => (wanted ? [String(i)] : []))
}

/** Files by name: made records have places in the files of the records that they were made of. */
function sourcesByName(all: ReadonlyMap<FaceSetting, ReadZone>): ReadonlyMap<string, SourceFile> {
  const found = new Map<string, SourceFile>()
  for (const file of all.values())
    for (const [i, source] of (file.subject && file.madeOf ? file.madeOf : []).entries())
      found.set(file.subject!.text.lines.files[i]!, source)
  return found
}
