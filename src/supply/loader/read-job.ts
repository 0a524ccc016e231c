// The jobs of a loader, and how it does each.

import type { MessagePort } from 'node:worker_threads'
import { hasError } from '../../check/read-zone.ts'
import type { ActiveRule } from '../../check/walk.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { readConfined, readSource, type Source } from '../../text/zonefile/source.ts'
import { beginPieces } from '../pieces/parse-pieces.ts'
import type { ReadZone } from '../read-zone.ts'
import { inSlices, type Sliced } from '../slices.ts'
import { described } from '../sources/described.ts'
import { type FileOrder, type Pieces, readingFile } from '../sources/file.ts'
import { type ListJob, readListFiles } from '../sources/list.ts'
import { type MakeJob, makeJob } from './make-job.ts'
import { type Posted, posted, postedRefused } from './posted.ts'
import { type GivenFile, type RunFiles, readGiven } from './run-files.ts'

/** Reads a zone, gets files in one version, makes faces of others, or reads a list. */
export type LoaderJob = TextJob | FilesJob | MakeJob | ListJob

export type FilesJob = {
  readonly key: string
  readonly path: string
  readonly size: number
  /** Absolute paths. */
  readonly files: readonly string[]
}

export type TextJob = FileOrder & {
  /** The size of the file, in octets. */
  readonly size: number
  /** Another thread reads the rear part of the file and answers here. */
  readonly helper?: MessagePort
}

/** The result of a job: zones by their keys, or files. */
export type LoaderResult = {
  readonly key: string
  readonly zones: readonly Keyed[]
  readonly files?: readonly GivenFile[]
}

export type Keyed = readonly [key: string, zone: Posted]

export type ReadOptions = {
  /** Whether to give zones with errors too, because other zones ask for their names. */
  readonly refused?: boolean
  /** Whether a person gave the paths, who may read any file that they lead to. */
  readonly anywhere?: boolean
}

/** `files`: the files of the job's run. */
export function readJob(
  job: LoaderJob,
  rules: readonly ActiveRule[],
  files: RunFiles,
  options?: ReadOptions,
): Promise<LoaderResult> {
  return inSlices(readingJob(job, rules, files, options))
}

/** Does the job in slices; waits only for a helper. */
export function* readingJob(
  job: LoaderJob,
  rules: readonly ActiveRule[],
  files: RunFiles,
  { refused = false, anywhere = false }: ReadOptions = {},
): Sliced<LoaderResult> {
  if ('making' in job) return makeJob(job, rules)
  if ('files' in job) return { key: job.key, zones: [], files: readGiven(job.files) }
  if ('list' in job)
    return { key: job.key, zones: [[job.key, postedIfWanted(readListFiles(job, files, anywhere), refused)]] }
  const sources = new SourcesOnce((path) => (anywhere ? readSource(path, { disk: files }) : readConfined(path, files)))
  const zones = yield* readingFile(job, { rules, read: sources.read, pieces: piecesOf(job, sources) })
  return { key: job.key, zones: zones.map(([key, read]) => [key, postedIfWanted(described(read), refused)]) }
}

/** Starts the helper on its part of the file. */
function piecesOf({ path, origin, helper }: TextJob, sources: SourcesOnce): Pieces | undefined {
  const source = helper && sources.read(path)
  return source && !('rule' in source) ? { read: beginPieces(source, origin, helper!), helper: helper! } : undefined
}

function postedIfWanted(read: ReadZone, refused: boolean): Posted {
  return refused || !hasError(read.problems) ? posted(read) : postedRefused(read)
}

/** Sources for one job, which sees one version of each file. */
class SourcesOnce {
  readonly #known = new Map<string, Source | Problem>()
  readonly #fromDisk: (path: string) => Source | Problem

  constructor(fromDisk: (path: string) => Source | Problem) {
    this.#fromDisk = fromDisk
  }

  readonly read = (path: string): Source | Problem => {
    const source = this.#known.get(path) ?? this.#fromDisk(path)
    this.#known.set(path, source)
    return source
  }
}
