// Reads all zone files of a configuration: it takes those that have not changed from the state folder, and has loaders read the text of the
// others. A command starts loaders only where that is worth a thread, a server always.

import type { Stage } from '../../check/rule.ts'
import { rulesFor } from '../../check/ruleset.ts'
import { sameName } from '../../dns/name.ts'
import { foundAgain } from '../../state/source-files.ts'
import { isMadeOf, type StateFolder } from '../../state/state-folder.ts'
import { fileSize } from '../../system/file-size.ts'
import { Folders } from '../../system/folders.ts'
import type { Settings, ZoneSetting } from '../../text/config/settings.ts'
import { severitiesOf } from '../../text/config/severities.ts'
import { type FaceSetting, filesOf, type PathSetting } from '../../text/config/sources.ts'
import { say } from '../faces/says.ts'
import { fileKey, layersKey, listKey, plainFile } from '../pipeline.ts'
import type { ReadZone } from '../read-zone.ts'
import type { LayeredOrder } from '../sources/file.ts'
import type { ListJob } from '../sources/list.ts'
import type { LoaderData } from './loader-thread.ts'
import { failed, loaders, type ReadTexts, WORTH_A_THREAD } from './loaders.ts'
import { tornIn } from './one-version.ts'
import { taken } from './posted.ts'
import { type FilesJob, type Keyed, type LoaderJob, type LoaderResult, readJob, type TextJob } from './read-job.ts'
import { type GivenFile, RunFiles } from './run-files.ts'
import { sharedFiles } from './shared-files.ts'
import { withoutText } from './without-text.ts'

export type ReadZonesOptions = {
  /** Zones to take as they are. */
  readonly known?: ReadonlyMap<string, ReadZone>
  /** Keys of zones that have changed since the state folder kept them. */
  readonly changed?: ReadonlySet<string>
  /** Whether other threads answer meanwhile: the loaders then give way to them. */
  readonly background?: boolean
  /** By default readHere(). */
  readonly readTexts?: ReadTexts
  /** How to read and judge files, where the configuration does not say it. */
  readonly data?: Partial<LoaderData>
}

/** The state folder, and the judge that must have judged the zones taken from it. */
export type KeptZones = { readonly state: StateFolder; readonly judged: string }

/** The zones of files, by fileKey(), and the faces made of layers, by layersKey(). */
export async function readZones(
  settings: Settings,
  stage: Stage,
  keptZones: KeptZones | undefined,
  {
    known = new Map(),
    changed = new Set(),
    background = false,
    readTexts = readHere,
    data = {},
  }: ReadZonesOptions = {},
): Promise<Map<string, ReadZone>> {
  const files = new Map<string, ReadZone>(known)
  const severities = severitiesOf(settings.rules)
  const wanted = new Map<string, TextJob>()
  const folders = new Folders()
  for (const zone of settings.zones)
    for (const face of zone.faces) {
      const key = fileKey(zone, face)
      const file = plainFile(face)
      if (file === undefined || files.has(key) || wanted.has(key)) continue
      const kept = changed.has(key) ? undefined : fromState(keptZones, zone, face, file, folders)
      if (kept) files.set(key, kept)
      else wanted.set(key, plainJob(zone, face, file))
    }
  const read = (jobs: readonly LoaderJob[], given: readonly GivenFile[]) =>
    readTexts(jobs, { stage, severities, ...data, given, shared: sharedFiles(jobs) }, { background })
  const given: GivenFile[] = []
  let lists = listJobs(settings, stage !== 'load')
  let jobs = [...withViews([...wanted.values()], settings), ...layeredJobs(settings, files)]
  for (let round = 1; jobs.length + lists.length > 0; round++) {
    const results = await read([...jobs, ...lists], given)
    lists = []
    for (const { zones } of results) for (const [key, zone] of zones) files.set(key, taken(zone))
    const torn = tornIn(files)
    jobs = torn.keys.size === 0 ? [] : jobsOf(settings).filter((job) => keysIn(job, torn.keys).length > 0)
    if (round === MOST_ROUNDS) {
      for (const job of jobs) for (const [key, { problems }] of restless(job, torn.keys)) files.set(key, { problems })
      break
    }
    if (jobs.length > 0) for (const { files = [] } of await read([filesJob(torn.paths)], given)) given.push(...files)
  }
  return files
}

/** How often we read zones again that saw different versions of a file: the version for all may include files that others saw otherwise. */
const MOST_ROUNDS = 5

/** The job that gets one version of each file, for all zones that saw different ones. */
function filesJob(files: readonly string[]): FilesJob {
  return { key: 'files', path: files[0]!, size: files.reduce((sum, path) => sum + fileSize(path), 0), files }
}

/** All text jobs of the configuration. */
export function jobsOf(settings: Settings): TextJob[] {
  const plain = new Map<string, TextJob>()
  for (const zone of settings.zones)
    for (const face of zone.faces) {
      const file = plainFile(face)
      if (file) plain.set(fileKey(zone, face), plainJob(zone, face, file))
    }
  return [...withViews([...plain.values()], settings), ...layeredJobs(settings)]
}

function plainJob(zone: ZoneSetting, face: FaceSetting, { path }: PathSetting): TextJob {
  return { key: fileKey(zone, face), path, origin: zone.origin, size: fileSize(path) }
}

/** Those of `keys` that are the job's. */
function keysIn({ key, layered }: TextJob, keys: ReadonlySet<string>): string[] {
  return [key, ...(layered?.faces ?? []).map(({ key }) => key)].filter((key) => keys.has(key))
}

/** Refuses zones of files that somebody goes on writing, rather than mix versions. */
function restless(job: TextJob, torn: ReadonlySet<string>): Keyed[] {
  const [[, refused] = []] = failed(job, say('files-restless'), say('reload-when-written')).zones
  return keysIn(job, torn).map((key) => [key, refused!])
}

/** The kept zone of the face, if it was made of the files that are configured now, and passed the present judge. */
function fromState(
  keptZones: KeptZones | undefined,
  zone: ZoneSetting,
  { viewName: view }: FaceSetting,
  { path }: PathSetting,
  folders: Folders,
): ReadZone | undefined {
  const kept = keptZones?.state.read(view, zone.name)
  if (typeof kept !== 'object' || kept.description.judged !== keptZones?.judged) return undefined
  if (!isMadeOf(kept, zone.name, [path])) return undefined
  const madeOf = foundAgain(kept.description.sources, folders)
  if (madeOf === undefined) return undefined
  const { lines, problems } = kept.description
  return { subject: withoutText(kept.zone, lines, madeOf), problems, madeOf, keptFor: view }
}

/** The jobs with orders for each view: a plain file may turn out to have lines that differ by view. */
function withViews(jobs: readonly TextJob[], { views, zones }: Settings): TextJob[] {
  if (jobs.length === 0) return []
  const facesOf = new Map<string, LayeredOrder['faces'][number][]>(jobs.map(({ key }) => [key, []]))
  for (const zone of zones)
    for (const face of zone.faces) if (plainFile(face)) facesOf.get(fileKey(zone, face))?.push(layeredFace(zone, face))
  const names = views.map(({ name }) => name)
  return jobs.map((job) => ({ ...job, layered: { views: names, faces: facesOf.get(job.key)!, always: false } }))
}

/** One job for each list with files. `tellsNeedless`: report lines that could go, for commands that check files. */
export function listJobs({ zones, sign }: Settings, tellsNeedless: boolean): ListJob[] {
  return zones.flatMap((zone): ListJob[] => {
    const source = zone.faces[0]?.source
    if (source?.kind !== 'list' || source.list.files.length === 0) return []
    const { origin, ttl, negativeTtl, negativeTtlGiven, code, maxEntries } = source.list
    const files = source.list.files.map(({ file: { path }, format }) => ({ path, format }))
    const size = files.reduce((sum, { path }) => sum + fileSize(path), 0)
    const list = {
      origin,
      files,
      ttl,
      negativeTtl,
      negativeTtlGiven,
      code,
      maxEntries: maxEntries.files,
      tellsNeedless,
      isSigned: sign.some((one) => sameName(one.origin, 0, origin, 0)),
    }
    return [{ key: listKey(zone), path: files[0]!.path, size, list }]
  })
}

/** One job for each first file of layers, so that we read once what the faces of a zone share. `known`: see ReadZonesOptions. */
function layeredJobs({ views, zones }: Settings, known?: ReadonlyMap<string, ReadZone>): TextJob[] {
  return zones.flatMap((zone) => {
    const layered = zone.faces.filter((face) => face.source.kind === 'layers' && !known?.has(layersKey(zone, face)))
    if (layered.length === 0) return []
    return [...Map.groupBy(layered, ({ source }) => filesOf(source)[0]!.path)].map(([path, members]): TextJob => {
      const faces = members.map((face) => layeredFace(zone, face))
      const size = faces.reduce((sum, { over }) => sum + over.reduce((sum, path) => sum + fileSize(path), 0), 0)
      const layers: LayeredOrder = { views: views.map(({ name }) => name), faces, always: true }
      const key = `${fileKey(zone, members[0]!)}\0layers`
      return { key, path, origin: zone.origin, size: fileSize(path) + size, layered: layers }
    })
  })
}

function layeredFace(zone: ZoneSetting, face: FaceSetting): LayeredOrder['faces'][number] {
  const [, ...over] = filesOf(face.source).map(({ path }) => path)
  return { key: layersKey(zone, face), view: face.viewName, over }
}

/** Reads for a command: in this thread, or by loaders where there is much. */
export const readHere: ReadTexts = async (jobs, data, options) => {
  const total = jobs.reduce((sum, { size }) => sum + size, 0)
  if (total >= WORTH_A_THREAD) return loaders.read(jobs, data, options)
  const rules = rulesFor(data.stage, data.severities, data.sifted)
  const results: LoaderResult[] = []
  const files = new RunFiles(data.given, data.shared)
  for (const job of jobs)
    results.push(
      await readJob(job, rules, files, data).catch((error) =>
        failed(job, say('loader-other', { message: String(error.message) })),
      ),
    )
  return results
}
