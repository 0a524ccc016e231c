// A zone file that somebody edits: reads its text, judges another text for it, and puts that in its place.

import { createHash } from 'node:crypto'
import { accessSync, constants, fchmodSync, fchownSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { hasError } from '../../check/read-zone.ts'
import { rulesFor } from '../../check/ruleset.ts'
import type { ActiveRule } from '../../check/walk.ts'
import { nameKey } from '../../dns/name-key.ts'
import { faceKey } from '../../store/change.ts'
import type { TextJob } from '../../supply/loader/read-job.ts'
import { jobsOf } from '../../supply/loader/read-zones.ts'
import { fileKey, layersKey } from '../../supply/pipeline.ts'
import type { ReadZone } from '../../supply/read-zone.ts'
import { inSlices } from '../../supply/slices.ts'
import { readingFile } from '../../supply/sources/file.ts'
import { diffZones, type RRsetChange } from '../../supply/zone-diff.ts'
import { readRegular } from '../../system/regular-file.ts'
import { writeWhole } from '../../system/write-whole.ts'
import type { Settings, ZoneSetting } from '../../text/config/settings.ts'
import { severitiesOf } from '../../text/config/severities.ts'
import { filesOf } from '../../text/config/sources.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { sortProblems } from '../../text/findings/summary.ts'
import { contentOf, readContent } from '../../text/zonefile/content.ts'
import { type Disk, readConfined } from '../../text/zonefile/source.ts'
import { delegationsOf } from './reserved-lines.ts'

/** The octets of a file. Throws UnfitFile, also where there are more than `most`, and system errors. */
export function readText(path: string, most: number): Buffer {
  return readRegular(path, most)
}

/**
 * Whether the path leads into the folder of the file, or of the first file of its face, as for zones that the server reads. Throws system
 * errors.
 */
export function isConfined(path: string, files: readonly string[]): boolean {
  const real = realpathSync(path)
  return [path, ...files.slice(0, 1)].some((file) => real.startsWith(join(realpathSync(dirname(file)), sep)))
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url')
}

/** Whether file and folder are writable: the new text goes beside the old one first, and then into its place. */
export function isWritable(path: string): boolean {
  try {
    const file = realpathSync(path)
    accessSync(file, constants.W_OK)
    accessSync(dirname(file), constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** A zone file that somebody edits. */
export type TextFile = {
  readonly path: string
  /** The faces made of the file. */
  readonly faces: readonly { readonly view: string; readonly origin: Uint8Array }[]
}

/** What zonecheck would say of every face made of the file if it had this text; `made`: the first of these faces, by the keys of jobs. */
export type JudgedText = { readonly problems: readonly Problem[]; readonly made: MadeZones }

type MadeZones = ReadonlyMap<string, ReadZone>

export async function judgeText(settings: Settings, file: TextFile, bytes: Uint8Array): Promise<JudgedText> {
  const edited = realpathSync(file.path)
  const found = new Map<string, Problem>()
  const shown = new Set(shownFaces(settings, file).flatMap(({ keys }) => keys))
  const made = await madeWith(jobsWith(settings, file), file, bytes, shown, {
    rules: rulesFor('check', severitiesOf(settings.rules)),
    visit: ({ problems, subject }, read) => {
      const own = subject?.text.sources.some((source) => source?.identity === edited) ?? read.has(file.path)
      if (own) for (const one of problems) found.set(JSON.stringify([one.rule, one.place, one.said]), one)
    },
  })
  return { problems: sortProblems([...found.values()]), made }
}

/** What a judged text would change against `before`, in the first faces made of the file. Faces with an error are left out. */
export async function textChanges(
  settings: Settings,
  file: TextFile,
  before: Uint8Array,
  { made }: JudgedText,
): Promise<readonly FaceDifference[]> {
  const faces = shownFaces(settings, file)
  const shown = new Set(faces.flatMap(({ keys }) => keys))
  const zones = new Set(faces.map(({ zone }) => zone))
  const jobs = jobsWith({ ...settings, zones: [...zones] }, file)
  const old = await madeWith(jobs, file, before, shown, { rules: [], visit: () => {} })
  return faces.flatMap(({ zone, view, keys: [layers, plain] }): FaceDifference[] => {
    const of = (zones: MadeZones) => zones.get(layers) ?? zones.get(plain)
    const [was, is] = [of(old), of(made)]
    if (is?.subject === undefined || hasError(is.problems)) return []
    const { changes, total } = diffZones(was?.subject?.zone, is.subject.zone, LISTED)
    return total === 0 ? [] : [{ zone: zone.name, view, rrsets: changes, total }]
  })
}

type ShownFace = {
  readonly zone: ZoneSetting
  readonly view: string
  readonly keys: readonly [layers: string, plain: string]
}

/** The faces whose changes we show: thousands of zones may be made of one file, so only the first of them. */
function shownFaces(settings: Settings, { faces }: TextFile): readonly ShownFace[] {
  const wanted = new Set(faces.map(faceKey))
  const found: ShownFace[] = []
  for (const zone of settings.zones)
    for (const face of zone.faces) {
      const view = face.viewName
      if (!wanted.has(faceKey({ view, origin: zone.origin }))) continue
      if (found.length === SHOWN) return found
      found.push({ zone, view, keys: [layersKey(zone, face), fileKey(zone, face)] })
    }
  return found
}

/** How many faces we show. */
const SHOWN = 100

export type FaceDifference = {
  readonly zone: string
  readonly view: string
  readonly rrsets: readonly RRsetChange[]
  readonly total: number
}

/** How many rrsets of a face we list. */
const LISTED = 200

/** Makes the zones of the jobs with the new text, and returns those whose keys are in `kept`. */
async function madeWith(
  jobs: readonly TextJob[],
  file: TextFile,
  bytes: Uint8Array,
  kept: ReadonlySet<string>,
  {
    rules,
    visit,
  }: {
    readonly rules: readonly ActiveRule[]
    /** Gets each zone, with the files that were read for it. */
    readonly visit: (zone: ReadZone, read: ReadonlySet<string>) => void
  },
): Promise<MadeZones> {
  const disk = diskWith(realpathSync(file.path), bytes)
  const all = new Map<string, ReadZone>()
  for (const job of jobs) {
    const read = new Set<string>()
    const made = await inSlices(
      readingFile(job, {
        rules,
        read: (path) => {
          read.add(path)
          return readConfined(path, disk)
        },
      }),
    )
    for (const [key, zone] of made) {
      if (kept.has(key)) all.set(key, zone)
      visit(zone, read)
    }
  }
  return all
}

/** Whether another text would give names below those of the zones to other servers, or take them back. */
export function changesDelegations(settings: Settings, file: TextFile, before: Uint8Array, after: Uint8Array): boolean {
  const edited = realpathSync(file.path)
  const disks = [before, after].map((bytes) => diskWith(edited, bytes))
  return jobsWith(settings, file).some((job) => {
    const [old, next] = disks.map((disk) => delegationsOf(job, disk))
    return old!.size !== next!.size || [...old!].some((one) => !next!.has(one))
  })
}

/** The disk as it is, but with these octets for one file. */
function diskWith(edited: string, bytes: Uint8Array): Disk {
  return {
    real: realpathSync,
    content: (file, most) => (file === edited ? contentOf(bytes) : readContent(file, most)),
    included: (file, most) => (file === edited ? contentOf(bytes) : readContent(file, most)),
  }
}

/** The jobs that may read the file, which another file may include. */
function jobsWith(settings: Settings, { path, faces }: TextFile): TextJob[] {
  const origins = new Set(faces.map(({ origin }) => nameKey(origin)))
  // To make a job we open its file, so we leave out the thousands of zones that are not concerned.
  const zones = settings.zones.filter(
    (zone) =>
      origins.has(nameKey(zone.origin)) ||
      zone.faces.some(({ source }) => filesOf(source).some((one) => one.path === path)),
  )
  return jobsOf({ ...settings, zones }).filter((job) => {
    const files = [job.path, ...(job.layered?.faces ?? []).flatMap(({ over }) => over)]
    return files.includes(path) || origins.has(nameKey(job.origin))
  })
}

/**
 * Puts the octets in the file's place, so that there is the old or the new text at any time; keeps mode and, where the server may, owner.
 * Throws system errors.
 */
export function replaceText(path: string, bytes: Uint8Array): void {
  const file = realpathSync(path)
  const { mode, uid, gid } = statSync(file)
  writeWhole(file, bytes, {
    mode: 0o600,
    prepare: (fd) => {
      try {
        fchownSync(fd, uid, gid)
      } catch {
        // Only root can give files away; otherwise the file belongs to this process.
      }
      fchmodSync(fd, mode & 0o7777)
    },
  })
}
