// The two passes that the language server asks for: over a zone file as zonecheck makes it, and over a configuration as `janus check` does,
// both with the text of the editor in place of the file's. A pass over a configuration reads again only files that have changed.

import { applyIgnores } from '../check/ignores.ts'
import { KnownChecks } from '../check/known-checks.ts'
import { cutFindings } from '../check/rest.ts'
import { rulesFor } from '../check/ruleset.ts'
import type { ActiveRule } from '../check/walk.ts'
import type { EditedDisk, Judge, Judged, JudgedFile } from '../lsp/judge.ts'
import { type Unit, unitKey } from '../lsp/units.ts'
import type { TextJob } from '../supply/loader/read-job.ts'
import { jobsOf, listJobs } from '../supply/loader/read-zones.ts'
import { KnownText } from '../supply/pieces/known-text.ts'
import { readingFaces } from '../supply/pipeline.ts'
import type { ReadZone } from '../supply/read-zone.ts'
import { inSlices } from '../supply/slices.ts'
import { type Pieces, readingFile } from '../supply/sources/file.ts'
import { readListFiles } from '../supply/sources/list.ts'
import { type LoadedConfig, parseConfig, unreadable } from '../text/config/load.ts'
import { holdsWhatItHeld } from '../text/config/reread.ts'
import { say as sayConfig } from '../text/config/says.ts'
import type { Settings } from '../text/config/settings.ts'
import { severitiesOf } from '../text/config/severities.ts'
import { filesOf } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import { sortProblems } from '../text/findings/summary.ts'
import { toldProblems } from '../text/findings/told.ts'
import { guessOrigin } from '../text/zonefile/origin.ts'
import { type Disk, type Drafts, MAX_BYTES, readConfined, readSource, type Source } from '../text/zonefile/source.ts'
import type { ZoneText } from '../text/zonefile/zone-text.ts'
import { Carried } from './carried.ts'
import { problemsOf } from './check.ts'
import { Progress } from './check-progress.ts'
import type { Words } from './speaker.ts'
import { checkFiles } from './zonecheck-files.ts'

export class EditorJudge implements Judge {
  readonly #disk: EditedDisk
  readonly #words: Words
  readonly #configs = new Map<string, LoadedOnce>()
  /** By unit. */
  readonly #kept = new Map<string, Kept>()

  constructor(disk: EditedDisk, words: Words) {
    this.#disk = disk
    this.#words = words
  }

  readonly alone = async (path: string): Promise<Judged> => {
    const disk = this.#disk
    const kept = this.#beginPass({ kind: 'alone', path })
    const progress = new Progress(this.#words.text)
    const source = this.open(path)
    const origin = source && guessOrigin(source)
    const pieces = origin && this.#piecesOf(path, origin, kept)
    const large = source && pieces && { file: path, source, pieces }
    const options = { view: undefined, severities: {}, sifted: false, progress, disk, large }
    const { problems, texts } = await checkFiles([{ file: path }], options)
    const zones = origin === undefined ? [] : [{ path, origin, views: [] }]
    const files = new Set([realOf(path, disk), ...readBy(texts), ...sought(problems, disk)])
    return { problems: this.#told(problems, texts), zones, files }
  }

  readonly together = async (config: string): Promise<Judged> => {
    const kept = this.#beginPass({ kind: 'together', path: config })
    const { loaded, checks } = this.#load(config)
    const { settings, problems } = loaded
    const own = [config, ...beside(loaded)]
    if (settings === undefined) return { problems: toldProblems(problems, this.#words), zones: [], files: new Set(own) }
    const severities = severitiesOf(settings.rules)
    const rules = rulesFor('check', severities, settings.allowedLeaks.length > 0)
    const files = await this.#read(settings, rules, kept)
    const faces = await inSlices(readingFaces(settings, files, { rules }))
    const { left } = problemsOf(config, settings, faces, rules, checks)
    const texts = [...faces.values()].flatMap(({ subject }) => subject?.text ?? [])
    const missed = [...faces.values()].flatMap(({ problems }) => sought(problems, this.#disk))
    return {
      problems: this.#told([...problems, ...left], texts),
      zones: zonesOf(settings),
      files: new Set([...own, ...this.named(config), ...readBy(texts), ...missed]),
    }
  }

  readonly named = (config: string): ReadonlySet<string> => {
    const zones = this.#load(config).loaded.settings?.zones ?? []
    const paths = zones.flatMap(({ faces }) => faces.flatMap(({ source }) => filesOf(source)))
    return new Set(paths.map(({ path }) => realOf(path, this.#disk)))
  }

  readonly forget = (unit: Unit): void => {
    this.#kept.delete(unitKey(unit))
    if (unit.kind === 'together') this.#configs.delete(unit.path)
  }

  readonly open = (path: string, drafts?: Drafts): Source | undefined => {
    const source = readSource(path, { disk: this.#disk, drafts })
    return 'rule' in source ? undefined : source
  }

  #load(config: string): LoadedOnce {
    const mark = this.#disk.mark(config)
    const known = this.#configs.get(config)
    if (known?.mark === mark && (known.loaded.named ?? []).every(holdsWhatItHeld)) return known
    const content = this.#disk.content(config, MAX_BYTES)
    const loaded =
      'rule' in content
        ? unreadable(config, sayConfig('config-unopened', { why: content.why }))
        : parseConfig(config, content.bytes.subarray(0, content.size))
    const once = { mark, loaded, checks: new KnownChecks() }
    this.#configs.set(config, once)
    return once
  }

  /** Begins a pass over the unit, with what the last pass has left. */
  #beginPass(unit: Unit): Kept {
    const kept = this.#kept.get(unitKey(unit)) ?? { files: new Carried(), texts: new Carried() }
    kept.files.begin()
    kept.texts.begin()
    this.#kept.set(unitKey(unit), kept)
    return kept
  }

  /** The zones by key, as readZones() gives them. */
  async #read(settings: Settings, rules: readonly ActiveRule[], kept: Kept): Promise<Map<string, ReadZone>> {
    const zones = new Map<string, ReadZone>()
    const add = (made: Keyed) => {
      for (const [key, zone] of made) zones.set(key, zone)
    }
    const asked = JSON.stringify(settings.rules.map(({ name, severity }) => [name, severity]))
    for (const job of jobsOf(settings)) {
      const name = JSON.stringify([job.key, asked, Buffer.from(job.origin).toString('latin1'), job.layered])
      const pieces = this.#piecesOf(job.path, job.origin, kept)
      add(await this.#readAgain(name, kept, (disk) => readJob(job, { rules, disk, pieces })))
    }
    for (const job of listJobs(settings, true)) {
      const list = { ...job.list, origin: undefined, code: undefined }
      const name = JSON.stringify([job.key, list, [...job.list.code]])
      add(await this.#readAgain(name, kept, async (disk) => [[job.key, readListFiles(job, disk, false)]]))
    }
    return zones
  }

  /** For a file that is open in the editor: keeps parts of its text between passes, for each key pressed makes one. */
  #piecesOf(path: string, origin: Uint8Array, { texts }: Kept): Pieces | undefined {
    if (!this.#disk.isOpen(path)) return undefined
    const name = JSON.stringify([path, Buffer.from(origin).toString('latin1')])
    const text = texts.get(name) ?? new KnownText(origin)
    texts.set(name, text)
    return { read: async (_, source) => text.read(source) }
  }

  /** What the last pass made, if its files are unchanged; else reads them again. A missing file is looked for each time: it may come. */
  async #readAgain(name: string, { files }: Kept, read: (disk: Disk) => Promise<Keyed>): Promise<Keyed> {
    const known = files.get(name)
    if (known && [...known.marks].every(([path, mark]) => this.#disk.mark(path) === mark)) {
      files.set(name, known)
      return known.made
    }
    const marks = new Map<string, string>()
    const made = await read(this.#marking(marks))
    const isWhole = made.every(([, { subject, problems }]) => subject && !problems.some(({ sought }) => sought))
    if (isWhole) files.set(name, { made, marks })
    return made
  }

  /**
   * The same disk, which notes the version of each path before it is read: the file may change while others are read. It notes links too,
   * which may be turned.
   */
  #marking(marks: Map<string, string>): Disk {
    const disk = this.#disk
    const noting =
      <T extends unknown[], R>(look: (path: string, ...more: T) => R) =>
      (path: string, ...more: T): R => {
        if (!marks.has(path)) marks.set(path, disk.mark(path))
        return look(path, ...more)
      }
    return { real: noting(disk.real), content: noting(disk.content), included: noting(disk.included) }
  }

  #told(problems: readonly Problem[], texts: readonly ZoneText[]): Judged['problems'] {
    return toldProblems(sortProblems(cutFindings(applyIgnores(problems, texts))), this.#words)
  }
}

type LoadedOnce = { readonly mark: string; readonly loaded: LoadedConfig; readonly checks: KnownChecks }

type Keyed = readonly (readonly [key: string, zone: ReadZone])[]

/** The zones that were made, and by path the versions of the files that they were made of. */
type Known = { readonly made: Keyed; readonly marks: ReadonlyMap<string, string> }

type Kept = { readonly files: Carried<Known>; readonly texts: Carried<KnownText> }

type JobOptions = {
  readonly rules: readonly ActiveRule[]
  readonly disk: Disk
  readonly pieces: Pieces | undefined
}

function readJob(job: TextJob, { rules, disk, pieces }: JobOptions): Promise<Keyed> {
  const sources = new Map<string, Source | Problem>()
  const read = (path: string) => {
    const source = sources.get(path) ?? readConfined(path, disk)
    sources.set(path, source)
    return source
  }
  return inSlices(readingFile(job, { rules, read, pieces }))
}

/** Files and folders of which the configuration was read, beside its own file. */
function beside({ named = [] }: LoadedConfig): string[] {
  return named.flatMap((one) => ('look' in one ? [] : 'folder' in one ? one.folder : one.path))
}

/** Missing files: findings change when they come. */
function sought(problems: readonly Problem[], disk: EditedDisk): string[] {
  return problems.flatMap(({ sought }) => (sought === undefined ? [] : realOf(sought, disk)))
}

function readBy(texts: readonly ZoneText[]): string[] {
  return texts.flatMap(({ sources }) => sources.flatMap((source) => source?.identity ?? []))
}

function realOf(path: string, disk: EditedDisk): string {
  try {
    return disk.real(path)
  } catch {
    return path
  }
}

function zonesOf({ zones }: Settings): JudgedFile[] {
  const files = new Map<string, JudgedFile>()
  for (const { origin, name, faces } of zones)
    for (const { source, viewName } of faces)
      for (const { path } of source.kind === 'list' ? [] : filesOf(source)) {
        const key = `${name}\0${path}`
        const views = [...(files.get(key)?.views ?? []), viewName]
        files.set(key, { path, origin, views })
      }
  return [...files.values()]
}
