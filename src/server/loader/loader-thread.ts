// A loader: reads the zone files that it is handed, one after the other, and hands back images in shared memory. What it takes it
// has asked for; what is too much for it, or is a fault of ours, it says and is ready for the next.

import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { type LanguageName, loadLanguage } from '../../check/lang/language.ts'
import type { Stage } from '../../check/rule.ts'
import { rulesFor, type Severities } from '../../check/ruleset.ts'
import type { ActiveRule } from '../../check/walk.ts'
import { type Account, giveAllBack, OutOfBudget, spendFrom } from '../../memory/budget.ts'
import { NICENESS } from '../../system/background.ts'
import { type LoaderJob, type LoaderResult, type ReadOptions, readJob } from './read-job.ts'

export type LoaderData = ReadOptions & {
  readonly stage: Stage
  readonly severities?: Severities
  readonly language?: LanguageName
  /** As for ActiveRule. */
  readonly sifted?: boolean
}

/** What a loader is told: how all jobs from now on are read, or one job. */
export type LoaderOrder =
  | { readonly kind: 'data'; readonly data: LoaderData; readonly background: boolean }
  | { readonly kind: 'job'; readonly job: LoaderJob }

export type LoaderAnswer =
  | { readonly key: string; readonly result: LoaderResult }
  | { readonly key: string; readonly failure: string; readonly memory: boolean }

const port = parentPort!
spendFrom(workerData as Account)

let options: ReadOptions = {}
let rules: Promise<readonly ActiveRule[]> = Promise.resolve([])

port.on('message', (order: LoaderOrder) => {
  if (order.kind === 'job') void answer(order.job)
  else {
    if (order.background) giveWay()
    options = order.data
    rules = rulesOf(order.data)
  }
})

async function answer(job: LoaderJob): Promise<void> {
  const { key } = job
  let said: LoaderAnswer
  try {
    said = { key, result: await readJob(job, await rules, options) }
  } catch (error) {
    const memory = error instanceof OutOfBudget || error instanceof RangeError
    said = { key, failure: error instanceof Error ? error.message : String(error), memory }
  } finally {
    job.helper?.close()
  }
  // Whoever gets an image has it from now on.
  giveAllBack()
  port.postMessage(said)
}

async function rulesOf({ stage, severities, language = 'en', sifted }: LoaderData): Promise<readonly ActiveRule[]> {
  return rulesFor(stage, severities, await loadLanguage(language), sifted)
}

/** On Linux this is about this thread alone; elsewhere the whole process would give way. */
function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(NICENESS)
  } catch {
    // It gives way more than that already.
  }
}
