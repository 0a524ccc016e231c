// Files to problems: each file read as the zone that it is, then all files of one view together.

import { basename } from 'node:path'
import { type CheckedView, checkViews } from '../check/check-views.ts'
import { finishZone, isLayered, type JudgedZone, readZone } from '../check/read-zone.ts'
import { agreedRepairs } from '../check/readings.ts'
import { rulesFor, type Severities } from '../check/ruleset.ts'
import type { ActiveRule } from '../check/walk.ts'
import { nameText } from '../dns/name-text.ts'
import { type LayerOptions, readLayers, viewsNamed } from '../supply/sources/layers.ts'
import { fileSize } from '../system/file-size.ts'
import type { Problem } from '../text/findings/problem.ts'
import { saying } from '../text/findings/told.ts'
import { guessOrigin, reverseGuess } from '../text/zonefile/origin.ts'
import { type Drafts, readSource, type Source } from '../text/zonefile/source.ts'
import type { ZoneText } from '../text/zonefile/zone-text.ts'
import type { Progress, Subject } from './check-progress.ts'
import { say } from './says.ts'
import type { LargeFile } from './zonecheck-large.ts'
import type { FileRequest } from './zonecheck-requests.ts'
import { groupViews, type ViewFile, type ViewGroup } from './zonecheck-views.ts'

export type FilesOptions = {
  /** The view that all files belong to. */
  readonly view: string | undefined
  readonly severities: Severities
  /** As for ActiveRule. */
  readonly sifted: boolean
  readonly progress: Progress
  /** The only file, being read already. */
  readonly large?: LargeFile | undefined
  readonly drafts?: Drafts
  /** By file, what came through pipes. */
  readonly piped?: ReadonlyMap<string, Source | Problem>
  /** Where files may be included from, in place of each zone file's folder. */
  readonly includeRoot?: string | undefined
  /** In place of the present, in seconds since 1970. */
  readonly now?: number | undefined
}

type ZoneFile = ViewFile & { readonly origin: Uint8Array; readonly read: JudgedZone }

export type CheckedFiles = {
  readonly problems: readonly Problem[]
  readonly texts: readonly ZoneText[]
  /** The zones that the files were taken for. */
  readonly zones: readonly string[]
}

export async function checkFiles(requests: readonly FileRequest[], options: FilesOptions): Promise<CheckedFiles> {
  const { severities, sifted } = options
  const rules = rulesFor('zonecheck', severities, sifted)
  const ready = await readAhead(requests, options, rules)
  const problems: Problem[] = []
  const zones = requests.flatMap((request) => readFile(request, ready, rules, options, problems))
  options.progress.checking(subjectOf(requests))
  const views = groupViews(zones).map((group) => viewOfGroup(group, zones, options.view))
  problems.push(...checkViews(rules, views))
  options.progress.clear()
  const texts = zones.map(({ read }) => read.subject.text)
  return {
    problems: onceEach(agreedRepairs(problems, texts)),
    texts,
    zones: zones.map(({ origin }) => nameText(origin)),
  }
}

/** What is looked at, in a word or two. */
export function subjectOf(requests: readonly FileRequest[]): Subject {
  return requests.length === 1 ? requests[0]!.file : say('many-files', { count: requests.length })
}

async function readAhead(
  requests: readonly FileRequest[],
  { severities, sifted, large, drafts, progress, includeRoot, now }: FilesOptions,
  rules: readonly ActiveRule[],
): Promise<ReadonlyMap<string, JudgedZone>> {
  const files = requests.map(({ file }) => file)
  if (large) {
    const built = await large.read(progress.of(files[0]!))
    progress.checking(files[0]!)
    return new Map(built && [[files[0]!, finishZone(built.builder, built.parsed, rules, { partner: large.helper })]])
  }
  const elsewise = drafts !== undefined || includeRoot !== undefined || now !== undefined
  if (elsewise || !isWorthThreads(files)) return new Map()
  // Loaded when wanted: one small file should not wait for it.
  const { readInThreads } = await import('./zonecheck-threads.ts')
  return progress.during(subjectOf(requests), readInThreads(requests, { severities, sifted }))
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
  request: FileRequest,
  ready: ReadonlyMap<string, JudgedZone>,
  rules: readonly ActiveRule[],
  options: FilesOptions,
  problems: Problem[],
): ZoneFile[] {
  const { file, view } = request
  const { drafts, includeRoot, now } = options
  const piped = options.piped?.get(file)
  const source = options.large?.source ?? piped ?? readSource(file, { drafts, root: includeRoot })
  if ('rule' in source) {
    problems.push(source)
    return []
  }
  const origin = request.origin ?? guessOrigin(source, piped ? '' : request.name)
  if (origin === undefined) {
    problems.push(noOrigin(source.file))
    return []
  }
  const clock = now === undefined ? {} : { now }
  const read = ready.get(file) ?? readZone(source, { origin, rules, progress: options.progress.of(file), ...clock })
  const about = { file, zone: nameText(origin).toLowerCase(), origin }
  if (isLayered(read)) {
    const faces = readEachView(source, view ?? options.view, { origin, rules, ...clock })
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
  options: Omit<LayerOptions, 'view'>,
): { readonly view: string; readonly read: JudgedZone }[] {
  const views = view === undefined ? viewsNamed(source, options.origin) : [view]
  return views.map((view) => ({ view, read: readLayers([source], { ...options, view }) }))
}

/** Common lines are read and looked at for each view, and files that are included twice are read twice. */
function onceEach(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>()
  return problems.filter((problem) => {
    const key = JSON.stringify([problem.rule, problem.said.message, problem.place])
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
const publicNames = new Set(['external', 'extern', 'outside', 'public', 'internet', 'world'])

function noOrigin(file: string): Problem {
  const name = basename(file)
  const digits = /^(db\.)?[\d.]+(\.(zone|db))?$/i.test(name)
  const zone = reverseGuess(file) ?? 'NAME'
  return {
    rule: 'no-origin',
    severity: 'error',
    ...(digits
      ? saying(say('no-origin-digits', { file: name, zone }))
      : saying(say('no-origin', { file }), say('say-origin'))),
    place: { file, line: 1, column: 1, length: 1 },
  }
}
