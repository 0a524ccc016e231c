// A loader: reads the zone files that it is handed, one after the other, and hands back images in shared memory.

import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { type LanguageName, loadLanguage } from '../../check/lang/language.ts'
import { hasError } from '../../check/read-zone.ts'
import type { Stage } from '../../check/rule.ts'
import { rulesFor, type Severities } from '../../check/ruleset.ts'
import type { Problem } from '../../report/problem.ts'
import type { SourceFile } from '../../state/source-files.ts'
import type { LineMapData } from '../../zonefile/lines.ts'
import { readLargeText } from './read-text.ts'

export type LoaderData = {
  readonly stage: Stage
  readonly severities?: Severities
  readonly language?: LanguageName
  /** Files with errors are wanted too, for what others ask of their names. */
  readonly refused?: boolean
}

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
    readonly sources: readonly SourceFile[]
    readonly complete: boolean
  }
}

const port = parentPort!
const { stage, severities, language = 'en', refused = false } = workerData as LoaderData
const rules = rulesFor(stage, severities, await loadLanguage(language))

port.on('message', async ({ key, path, origin, helper }: LoaderJob) => {
  const read = await readLargeText(path, origin, rules, helper)
  const { problems } = read
  const result: LoaderResult =
    read.subject === undefined || (!refused && hasError(problems))
      ? { key, problems }
      : {
          key,
          problems,
          zone: {
            image: read.subject.zone.image,
            lines: read.subject.text.lines.toData(),
            sources: read.sources,
            complete: read.complete,
          },
        }
  port.postMessage(result)
})
