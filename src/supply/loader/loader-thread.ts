// A loader: reads the zone files that it gets, one after the other, and hands back images in shared memory. It asks the budget before it
// takes memory; it reports want of memory, or a fault of ours, and is then ready for the next file.

import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { Stage } from '../../check/rule.ts'
import { rulesFor, type Severities } from '../../check/ruleset.ts'
import type { ActiveRule } from '../../check/walk.ts'
import { type Account, giveAllBack, OutOfBudget, spendFrom, take } from '../../memory/budget.ts'
import { NICENESS } from '../../system/background.ts'
import { whyOf } from '../../system/why.ts'
import { type LoaderJob, type LoaderResult, type ReadOptions, readJob } from './read-job.ts'
import { type GivenFile, RunFiles } from './run-files.ts'

export type LoaderData = ReadOptions & {
  /** Versions of files to take in place of those on disk. */
  readonly given?: readonly GivenFile[]
  /** Files that more than one job reads, as sharedFiles() finds them. */
  readonly shared?: readonly string[]
  readonly stage: Stage
  readonly severities?: Severities
  /** See ActiveRule. */
  readonly sifted?: boolean
}

export type LoaderThreadData = {
  readonly account: Account
  /** In shared memory: the number, in its batch, of the job at hand. */
  readonly mark: Int32Array
}

/** How to read all jobs from now on, or the next jobs. */
export type LoaderOrder =
  | { readonly data: LoaderData; readonly background: boolean; readonly jobs?: undefined }
  | { readonly jobs: readonly LoaderJob[] }

/** In the order of the jobs. `memory`: whether the job failed for want of memory. */
export type LoaderAnswers = readonly (LoaderResult | { readonly failure: string; readonly memory: boolean })[]

const port = parentPort!
const { account, mark } = workerData as LoaderThreadData
spendFrom(account)

let options: ReadOptions = {}
let rules: readonly ActiveRule[] = []
let files = new RunFiles()

port.on('message', (order: LoaderOrder) => {
  if (order.jobs) void readAll(order.jobs)
  else {
    if (order.background) giveWay()
    options = order.data
    const { stage, severities, sifted, given, shared } = order.data
    files = new RunFiles(given, shared)
    rules = rulesFor(stage, severities, sifted)
  }
})

/** Octets of images that a loader collects before it hands them over. */
const HANDFUL = 1 << 20

async function readAll(jobs: readonly LoaderJob[]): Promise<void> {
  let answers: LoaderAnswers[number][] = []
  let images = 0
  for (const [i, job] of jobs.entries()) {
    Atomics.store(mark, 0, i)
    const answer = await readOne(job)
    answers.push(answer)
    images += 'failure' in answer ? 0 : imageOctets(answer)
    giveAllBack()
    if (images < HANDFUL && i < jobs.length - 1) {
      take(images)
      continue
    }
    // From now on the receiver holds the images.
    port.postMessage(answers)
    answers = []
    images = 0
  }
}

async function readOne(job: LoaderJob): Promise<LoaderAnswers[number]> {
  try {
    return await readJob(job, rules, files, options)
  } catch (error) {
    const memory = error instanceof OutOfBudget || error instanceof RangeError
    return { failure: whyOf(error), memory }
  } finally {
    if ('helper' in job) job.helper?.close()
  }
}

function imageOctets({ zones }: LoaderResult): number {
  return zones.reduce((octets, [, { zone }]) => octets + (zone?.image.byteLength ?? 0), 0)
}

/** On Linux this is about this thread alone; elsewhere the whole process would give way. */
function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(NICENESS)
  } catch {
    // The thread gives way more than that already.
  }
}
