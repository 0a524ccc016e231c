// What a loader is handed, and what it makes of it.

import type { MessagePort } from 'node:worker_threads'
import { hasError, isLayered } from '../../check/read-zone.ts'
import type { Subject } from '../../check/subject.ts'
import type { ActiveRule } from '../../check/walk.ts'
import type { SourceFile } from '../../state/source-files.ts'
import type { Problem } from '../../text/findings/problem.ts'
import type { LineMapData } from '../../text/zonefile/lines.ts'
import { readConfined, readSource, type Source } from '../../text/zonefile/source.ts'
import { readLayerFiles } from '../faces/read-layers.ts'
import { type MakeJob, makeJob } from './make-job.ts'
import { described, type ReadText, readText } from './read-text.ts'

/** A file to be read, or faces to be made of others. */
export type LoaderJob = TextJob | MakeJob

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

/** A ReadFile without anything that cannot pass from thread to thread. */
export type FaceResult = {
  readonly key: string
  readonly problems: readonly Problem[]
  /** Missing where the file cannot be read, or is refused and nobody wants it. */
  readonly zone?: {
    readonly image: SharedArrayBuffer
    readonly lines: LineMapData
    readonly madeOf: readonly SourceFile[]
  } & Pick<Subject, 'complete' | 'unread'>
}

export type LoaderResult = FaceResult & {
  readonly layered?: readonly FaceResult[]
  /** In the order of the zones and their faces; undefined for those that are made of nothing else. */
  readonly made?: readonly (FaceResult | undefined)[]
}

export type ReadOptions = {
  /** Files with errors are wanted too, for what others ask of their names. */
  readonly refused?: boolean
  /** The paths are those of a person who may read what they lead to. */
  readonly anywhere?: boolean
}

export async function readJob(
  job: LoaderJob,
  rules: readonly ActiveRule[],
  { refused = false, anywhere = false }: ReadOptions = {},
): Promise<LoaderResult> {
  if ('making' in job) return makeJob(job, rules)
  const { key, path, origin, helper, layered } = job
  const sources = new SourcesOnce(anywhere ? readSource : readConfined)
  const faces = () =>
    layered!.faces.map(({ key, view, over }) => {
      const paths = [path, ...over]
      const read = readLayerFiles(paths, { origin, view, views: layered!.views, rules, read: sources.read })
      return faceResult(key, read.subject ? described(read) : read, refused)
    })
  if (layered?.always) return { key, problems: [], layered: faces() }
  const source = sources.read(path)
  const read = 'rule' in source ? { problems: [source] } : await readText(source, origin, rules, helper)
  const result = faceResult(key, read, refused)
  return layered && isLayered(read) ? { ...result, layered: faces() } : result
}

function faceResult(key: string, read: ReadText, refused: boolean): FaceResult {
  const { problems } = read
  if (read.subject === undefined || (!refused && hasError(problems))) return { key, problems }
  const { zone, text, complete, unread } = read.subject
  return {
    key,
    problems,
    zone: { image: zone.image, lines: text.lines.toData(), madeOf: read.madeOf, complete, unread },
  }
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
