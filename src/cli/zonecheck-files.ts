// Files to problems: each file read as the zone that it is, then all files of one view together.

import { type CheckedView, checkViews } from '../check/check-views.ts'
import { type LanguageName, loadLanguage } from '../check/lang/language.ts'
import { finishZone, isLayered, type ReadZone, readZone } from '../check/read-zone.ts'
import { agreedRepairs } from '../check/readings.ts'
import { rulesFor, type Severities } from '../check/ruleset.ts'
import type { ActiveRule } from '../check/walk.ts'
import { nameText } from '../dns/name-text.ts'
import { readLayers, viewsNamed } from '../faces/read-layers.ts'
import type { Problem } from '../report/problem.ts'
import { fileSize } from '../system/file-size.ts'
import { guessOrigin } from '../zonefile/origin.ts'
import { type Drafts, MAX_BYTES, readSource, type Source } from '../zonefile/source.ts'
import type { ZoneText } from '../zonefile/zone-text.ts'
import type { Progress } from './check-progress.ts'
import type { LargeFile } from './zonecheck-large.ts'
import { groupViews, type ViewFile, type ViewGroup } from './zonecheck-views.ts'

export type FileRequest = { readonly file: string; readonly view?: string | undefined }

export type FilesOptions = {
  /** The zone that every file is; else each says so itself. */
  readonly origin: Uint8Array | undefined
  /** The view that all files belong to. */
  readonly view: string | undefined
  readonly severities: Severities
  /** As for ActiveRule. */
  readonly sifted: boolean
  readonly language: LanguageName
  readonly progress: Progress
  /** The only file, being read already. */
  readonly large?: LargeFile | undefined
  readonly drafts?: Drafts
}

type ZoneFile = ViewFile & { readonly origin: Uint8Array; readonly read: ReadZone }

export type CheckedFiles = { readonly problems: readonly Problem[]; readonly texts: readonly ZoneText[] }

export async function checkFiles(requests: readonly FileRequest[], options: FilesOptions): Promise<CheckedFiles> {
  const { severities, language, sifted } = options
  const rules = rulesFor('zonecheck', severities, await loadLanguage(language), sifted)
  const ready = await readAhead(requests, options, rules)
  const problems: Problem[] = []
  const zones = requests.flatMap((request) => readFile(request, ready, rules, options, problems))
  options.progress.checking(subjectOf(requests))
  const views = groupViews(zones).map((group) => viewOfGroup(group, zones, options.view))
  problems.push(...checkViews(rules, views))
  options.progress.clear()
  const texts = zones.map(({ read }) => read.subject.text)
  return { problems: onceEach(agreedRepairs(problems, texts)), texts }
}

/** What is looked at, in a word or two. */
export function subjectOf(requests: readonly FileRequest[]): string {
  return requests.length === 1 ? requests[0]!.file : `${requests.length} files`
}

async function readAhead(
  requests: readonly FileRequest[],
  { origin, severities, language, sifted, large, drafts, progress }: FilesOptions,
  rules: readonly ActiveRule[],
): Promise<ReadonlyMap<string, ReadZone>> {
  const files = requests.map(({ file }) => file)
  if (large) {
    const built = await large.read(progress.of(files[0]!))
    progress.checking(files[0]!)
    return new Map(built && [[files[0]!, finishZone(built.builder, built.parsed, rules, { partner: large.helper })]])
  }
  if (drafts !== undefined || !isWorthThreads(files)) return new Map()
  // Loaded when wanted: one small file should not wait for it.
  const { readInThreads } = await import('./zonecheck-threads.ts')
  return progress.during(subjectOf(requests), readInThreads(files, origin, { severities, language, sifted }))
}

/** So much text in all is read faster here than threads start and answer. In octets. */
const WORTH_THREADS = 4 << 20

function isWorthThreads(files: readonly string[]): boolean {
  const different = new Set(files)
  if (different.size < 2) return false
  const sizes = [...different].map(fileSize)
  return sizes.reduce((sum, size) => sum + size, 0) >= WORTH_THREADS
}

function readFile(
  { file, view }: FileRequest,
  ready: ReadonlyMap<string, ReadZone>,
  rules: readonly ActiveRule[],
  options: FilesOptions,
  problems: Problem[],
): ZoneFile[] {
  const source = options.large?.source ?? readSource(file, MAX_BYTES, options.drafts)
  if ('rule' in source) {
    problems.push(source)
    return []
  }
  const origin = options.origin ?? guessOrigin(source)
  if (origin === undefined) {
    problems.push(noOrigin(file))
    return []
  }
  const read = ready.get(file) ?? readZone(source, { origin, rules, progress: options.progress.of(file) })
  const about = { file, zone: nameText(origin).toLowerCase(), origin }
  if (isLayered(read)) {
    const faces = readEachView(source, view ?? options.view, origin, rules)
    problems.push(...faces.flatMap(({ read }) => read.problems))
    return faces.map((face) => ({ ...about, ...face }))
  }
  problems.push(...read.problems)
  return [{ ...about, view, read }]
}

/** A file with lines for some views is a zone in each of them; nobody says which views there are besides. */
function readEachView(
  source: Source,
  view: string | undefined,
  origin: Uint8Array,
  rules: readonly ActiveRule[],
): { readonly view: string; readonly read: ReadZone }[] {
  const views = view === undefined ? viewsNamed(source, origin) : [view]
  return views.map((view) => ({ view, read: readLayers([source], { origin, view, rules }) }))
}

/** Common lines are read and looked at for each view, and files that are included twice are read twice. */
function onceEach(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>()
  return problems.filter((problem) => {
    const key = JSON.stringify([problem.rule, problem.message, problem.place])
    return !seen.has(key) && seen.add(key)
  })
}

function viewOfGroup(
  { name, files, guessed }: ViewGroup,
  zones: readonly ZoneFile[],
  view: string | undefined,
): CheckedView {
  const members = files.map((i) => ({ apex: zones[i]!.origin, read: zones[i]!.read }))
  const shown = view ?? name
  return {
    members,
    name: shown,
    compared: guessed !== true,
    public: shown !== undefined && publicNames.has(shown.toLowerCase()),
  }
}

/** Without a configuration only its name tells that a view is for everybody. */
const publicNames = new Set(['external', 'outside', 'public', 'internet', 'world'])

function noOrigin(file: string): Problem {
  return {
    rule: 'no-origin',
    severity: 'error',
    message: `cannot tell which zone "${file}" is: it has no absolute SOA owner, no $ORIGIN, and a file name that is no domain name`,
    place: { file, line: 1, column: 1, length: 1 },
    fix: 'say it with --origin NAME',
  }
}
