// What a loader is handed, and what it makes of it.

import type { MessagePort } from 'node:worker_threads'
import { hasError } from '../../check/read-zone.ts'
import type { ActiveRule } from '../../check/walk.ts'
import type { Problem } from '../../report/problem.ts'
import type { SourceFile } from '../../state/source-files.ts'
import type { LineMapData } from '../../zonefile/lines.ts'
import { readText } from './read-text.ts'

export type LoaderJob = {
  readonly key: string
  readonly path: string
  readonly origin: Uint8Array
  /** Of the file, in octets. */
  readonly size: number
  /** Another thread reads the rear part of the file and answers here. */
  readonly helper?: MessagePort
}

/** A ReadFile without anything that cannot pass from thread to thread. */
export type LoaderResult = {
  readonly key: string
  readonly problems: readonly Problem[]
  /** Missing where the file cannot be read, or is refused and nobody wants it. */
  readonly zone?: {
    readonly image: SharedArrayBuffer
    readonly lines: LineMapData
    readonly madeOf: readonly SourceFile[]
    readonly complete: boolean
  }
}

/** `refused`: a file with errors is wanted too. */
export async function readJob(
  { key, path, origin, helper }: LoaderJob,
  rules: readonly ActiveRule[],
  refused: boolean,
): Promise<LoaderResult> {
  const read = await readText(path, origin, rules, helper)
  const { problems } = read
  if (read.subject === undefined || (!refused && hasError(problems))) return { key, problems }
  const { zone, text, complete } = read.subject
  return {
    key,
    problems,
    zone: { image: zone.image, lines: text.lines.toData(), madeOf: read.madeOf, complete },
  }
}
