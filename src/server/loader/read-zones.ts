// All zone files of a configuration, read: from the state folder those that have not changed, the others from their text,
// in loader threads where that is worth a thread.

import { availableParallelism } from 'node:os'
import type { Stage } from '../../check/rule.ts'
import { rulesFor } from '../../check/ruleset.ts'
import type { ActiveRule } from '../../check/walk.ts'
import { severitiesOf } from '../../config/rule-settings.ts'
import type { FaceSetting, Settings, ZoneSetting } from '../../config/settings.ts'
import { foundAgain } from '../../state/source-files.ts'
import { isMadeOf, type StateFolder } from '../../state/state-folder.ts'
import { fileSize } from '../../system/file-size.ts'
import { Zone } from '../../zone/zone.ts'
import { fileKey, hasFile, type ReadFile } from '../load.ts'
import type { LoaderData } from './loader-thread.ts'
import { runLoaders } from './loaders.ts'
import type { LoaderJob, LoaderResult } from './read-job.ts'
import { type ReadText, readText } from './read-text.ts'
import { withoutText } from './without-text.ts'

/** So much text in all is read faster here than a thread starts. In octets. */
const WORTH_A_THREAD = 2 << 20

export type ReadZonesOptions = {
  /** Taken as they are. */
  readonly known?: ReadonlyMap<string, ReadFile>
  /** Known to be no longer what the state folder may have. */
  readonly changed?: ReadonlySet<string>
  /** Others answer meanwhile: the loaders give way to them. */
  readonly background?: boolean
}

/** The files, by fileKey(). */
export async function readZones(
  settings: Settings,
  stage: Stage,
  state: StateFolder | undefined,
  { known = new Map(), changed = new Set(), background = false }: ReadZonesOptions = {},
): Promise<Map<string, ReadFile>> {
  const files = new Map<string, ReadFile>(known)
  const severities = severitiesOf(settings.rules)
  // What was kept was checked with the rules as they are by default.
  const trusted = Object.values(severities).includes('error') ? undefined : state
  const wanted = new Map<string, LoaderJob>()
  for (const zone of settings.zones)
    for (const face of zone.faces) {
      const key = fileKey(zone, face)
      if (!hasFile(face) || files.has(key) || wanted.has(key)) continue
      const kept = changed.has(key) ? undefined : fromState(trusted, settings, zone, face)
      if (kept) files.set(key, kept)
      else wanted.set(key, { key, path: face.path, origin: zone.origin, size: fileSize(face.path) })
    }
  await readTexts([...wanted.values()], { stage, severities }, background, files)
  return files
}

/** What was kept of the face, where it was made of the very files that are configured now. */
function fromState(
  state: StateFolder | undefined,
  settings: Settings,
  zone: ZoneSetting,
  face: FaceSetting,
): ReadFile | undefined {
  const view = settings.views[face.view]!.name
  const kept = state?.read(view, zone.name)
  if (typeof kept !== 'object' || !isMadeOf(kept, zone.name, [face.path])) return undefined
  const madeOf = foundAgain(kept.description.sources)
  if (madeOf === undefined) return undefined
  const { lines, problems } = kept.description
  return { subject: withoutText(kept.zone, lines, madeOf), problems, madeOf, keptFor: view }
}

async function readTexts(
  jobs: readonly LoaderJob[],
  data: LoaderData,
  background: boolean,
  files: Map<string, ReadFile>,
): Promise<void> {
  const total = jobs.reduce((sum, { size }) => sum + size, 0)
  if (total < WORTH_A_THREAD) {
    const rules = rulesFor(data.stage, data.severities)
    for (const job of jobs) files.set(job.key, await readHere(job, rules))
    return
  }
  const largestFirst = jobs.toSorted((a, b) => b.size - a.size)
  const results = await runLoaders(largestFirst, availableParallelism(), data, failed, { background })
  for (const { key, problems, zone } of results)
    files.set(
      key,
      zone
        ? {
            subject: withoutText(Zone.open(zone.image), zone.lines, zone.madeOf, zone.complete),
            madeOf: zone.madeOf,
            problems,
          }
        : { problems },
    )
}

/** Whatever happens, want of memory for example, concerns this zone and no other. */
async function readHere(job: LoaderJob, rules: readonly ActiveRule[]): Promise<ReadFile> {
  try {
    return onDemand(await readText(job.path, job.origin, rules))
  } catch (error) {
    return { problems: failed(job, error instanceof Error ? error : new Error(String(error))).problems }
  }
}

/** The same, but that its text is let go: it is read again where somebody asks for a place in it, however often. */
function onDemand(read: ReadText): ReadFile {
  if (read.subject === undefined || read.madeOf.length === 0) return read
  const { subject, madeOf } = read
  const { text } = withoutText(subject.zone, subject.text.lines.toData(), madeOf)
  return { ...read, subject: { ...subject, text } }
}

/** The zone is refused, and the server goes on. */
function failed({ key, path }: LoaderJob, error: Error): LoaderResult {
  const message = `cannot load "${path}": ${error.message}`
  const place = { file: path, line: 1, column: 1, length: 1 }
  return { key, problems: [{ rule: 'cannot-load', severity: 'error', message, place }] }
}
