// A loader: reads the zone files that it is handed, one after the other, and hands back images in shared memory.

import { parentPort, workerData } from 'node:worker_threads'
import { type LanguageName, loadLanguage } from '../../check/lang/language.ts'
import type { Stage } from '../../check/rule.ts'
import { rulesFor, type Severities } from '../../check/ruleset.ts'
import { type LoaderJob, type ReadOptions, readJob } from './read-job.ts'

export type LoaderData = ReadOptions & {
  readonly stage: Stage
  readonly severities?: Severities
  readonly language?: LanguageName
  /** As for ActiveRule. */
  readonly sifted?: boolean
}

const port = parentPort!
const { stage, severities, language = 'en', sifted, ...options } = workerData as LoaderData
const rules = rulesFor(stage, severities, await loadLanguage(language), sifted)

port.on('message', async (job: LoaderJob) => port.postMessage(await readJob(job, rules, options)))
