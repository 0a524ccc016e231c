// What a loader is handed, and what it makes of it.

import type { MessagePort } from 'node:worker_threads'
import { hasError, isLayered } from '../../check/read-zone.ts'
import type { ActiveRule } from '../../check/walk.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { readConfined, readSource, type Source } from '../../text/zonefile/source.ts'
import type { ReadZone } from '../read-zone.ts'
import { inSlices, type Sliced } from '../slices.ts'
import { readingText } from '../sources/file.ts'
import { readLayerFiles } from '../sources/layers.ts'
import { type ListJob, readListFiles } from '../sources/list.ts'
import { type MakeJob, makeJob } from './make-job.ts'
import { type Posted, posted } from './posted.ts'
import { type GivenFile, type RunFiles, readGiven } from './run-files.ts'

/** A zone to be read, files to be had in one version, or faces to be made of others. */
export type LoaderJob = TextJob | FilesJob | MakeJob | ListJob

export type FilesJob = {
  readonly key: string
  readonly path: string
  readonly size: number
  /** Absolute paths. */
  readonly files: readonly string[]
}

export type TextJob = {
  readonly key: string
  readonly path: string
  readonly origin: Uint8Array
  /** Of the file, in octets. */
  readonly size: number
  /** Another thread reads the rear part of the file and answers here. */
  readonly helper?: MessagePort
  /** What else is made of the file. */
  readonly layered?: LayeredJob
}

export type LayeredJob = {
  /** Names of all views. */
  readonly views: readonly string[]
  /** Made where the file has lines that differ by view, or always: then the file is no zone of its own. */
  readonly faces: readonly LayeredFace[]
  readonly always: boolean
}

export type LayeredFace = {
  readonly key: string
  readonly view: string
  /** Files that are laid over the first one. */
  readonly over: readonly string[]
}

/** What came of a job: zones by their keys, or files. */
export type LoaderResult = {
  readonly key: string
  readonly zones: readonly Keyed[]
  readonly files?: readonly GivenFile[]
}

export type Keyed = readonly [key: string, zone: Posted]

export type ReadOptions = {
  /** Files with errors are wanted too, for what others ask of their names. */
  readonly refused?: boolean
  /** The paths are those of a person who may read what they lead to. */
  readonly anywhere?: boolean
}

/** `files`: of the run that the job belongs to. */
export function readJob(
  job: LoaderJob,
  rules: readonly ActiveRule[],
  files: RunFiles,
  options?: ReadOptions,
): Promise<LoaderResult> {
  return inSlices(readingJob(job, rules, files, options))
}

/** Waits for nobody but a helper. */
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
  const { key, path, origin, helper, layered } = job
  const sources = new SourcesOnce((path) => (anywhere ? readSource(path, { disk: files }) : readConfined(path, files)))
  const faces = (): Keyed[] =>
    layered!.faces.map(({ key, view, over }) => {
      const paths = [path, ...over]
      const read = readLayerFiles(paths, { origin, view, views: layered!.views, rules, read: sources.read })
      return [key, postedIfWanted(read, refused)]
    })
  if (layered?.always) return { key, zones: faces() }
  const source = sources.read(path)
  const read = 'rule' in source ? { problems: [source] } : yield* readingText(source, origin, rules, helper)
  const own: Keyed = [key, postedIfWanted(read, refused)]
  return { key, zones: layered && isLayered(read) ? [own, ...faces()] : [own] }
}

function postedIfWanted(read: ReadZone, refused: boolean): Posted {
  return refused || !hasError(read.problems) ? posted(read) : { problems: read.problems }
}

/** One job sees one version of each file. */
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
