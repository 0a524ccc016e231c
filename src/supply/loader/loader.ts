// Starts a loader thread, hands it some files at a time, and ends it.

import type { MessagePort, ResourceLimits, Worker } from 'node:worker_threads'
import type { Said } from '../../dns/said.ts'
import type { Account, Budget } from '../../memory/budget.ts'
import { startInBackground } from '../../system/background.ts'
import { newThread } from '../../system/threads.ts'
import { say } from '../faces/says.ts'
import { startHelper } from '../pieces/helper.ts'
import type { LoaderAnswers, LoaderData, LoaderOrder, LoaderThreadData } from './loader-thread.ts'
import type { LoaderJob, LoaderResult } from './read-job.ts'

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './loader-thread.ts' : './loader-thread.js', import.meta.url)

export type LoaderLimits = {
  /** Octets that all loaders together may take. */
  readonly memory: number
  /** Milliseconds for one job. */
  readonly time: (octets: number) => number
}

/** Why a job has no result. */
export type Failure = { readonly failure: Said; readonly why: 'memory' | 'time' | 'death' }

/** The answers to jobs in their order: fewer than jobs where the thread ended early; `death` then names the job that it was at. */
export type Outcome = {
  readonly answers: readonly (LoaderResult | Failure)[]
  readonly death?: { readonly job: number; readonly failure: Failure }
}

type Batch = {
  readonly jobs: readonly LoaderJob[]
  readonly answers: (LoaderResult | Failure)[]
  readonly done: (death?: Outcome['death']) => void
}

/** How often we look whether a job takes too long, in milliseconds. */
const LOOK = 250

export class Loader {
  readonly #limits: LoaderLimits
  readonly #budget: Budget
  readonly #worker: Worker
  readonly #mark = new Int32Array(new SharedArrayBuffer(4))
  #batch: Batch | undefined
  #death: Failure | undefined
  /** Octets of text that it has got. */
  handed = 0
  /** Octets of the largest job among these. */
  largest = 0

  /** `background`: the thread gives way to those that answer. Throws where the system has no thread left. */
  constructor(limits: LoaderLimits, budget: Budget, background: boolean) {
    this.#limits = limits
    this.#budget = budget
    const account = budget.open()
    const start = background ? startInBackground : newThread
    const workerData: LoaderThreadData = { account, mark: this.#mark }
    this.#worker = start(THREAD, { name: 'janus-loader', workerData, resourceLimits: heapOf(limits) })
    this.#worker.on('message', (answers: LoaderAnswers) => this.#heard(answers))
    this.#worker.on('error', (error) => {
      this.#death = this.#deathBy(error)
    })
    this.#worker.on('exit', () => this.#ended(account))
    this.#worker.unref()
  }

  get isDead(): boolean {
    return this.#death !== undefined
  }

  /** Says how to read the jobs that follow. */
  begin(data: LoaderData, background: boolean): void {
    this.#order({ data, background })
  }

  /** `helped`: there is a processor for a second thread, which reads the rear part of the first file. */
  async read(
    jobs: readonly LoaderJob[],
    { helped, background }: { readonly helped: boolean; readonly background: boolean },
  ): Promise<Outcome> {
    if (this.#death) return { answers: [], death: { job: 0, failure: this.#death } }
    for (const { size } of jobs) {
      this.handed += size
      this.largest = Math.max(this.largest, size)
    }
    this.#worker.ref()
    const clock = this.#watch(jobs)
    const answers: (LoaderResult | Failure)[] = []
    try {
      const death = await new Promise<Outcome['death']>((done) => {
        this.#batch = { jobs, answers, done }
        Atomics.store(this.#mark, 0, 0)
        const helper = helped ? this.#startHelper(background) : undefined
        const [first, ...others] = jobs
        this.#order({ jobs: helper ? [{ ...first!, helper }, ...others] : jobs }, helper && [helper])
      })
      return { answers, ...(death && { death }) }
    } finally {
      clearInterval(clock)
      this.#worker.unref()
    }
  }

  /** Ends the thread at once, whatever it does. */
  end(): void {
    void this.#worker.terminate()
  }

  #order(order: LoaderOrder, transferred?: MessagePort[]): void {
    this.#worker.postMessage(order, transferred)
  }

  #startHelper(background: boolean): MessagePort | undefined {
    try {
      return startHelper({ background, budget: this.#budget, resourceLimits: heapOf(this.#limits) })
    } catch {
      // Without a helper the thread reads the whole file.
      return undefined
    }
  }

  #watch(jobs: readonly LoaderJob[]): NodeJS.Timeout {
    let job = 0
    let begun = performance.now()
    return setInterval(() => {
      const now = Atomics.load(this.#mark, 0)
      if (now !== job) begun = performance.now()
      job = now
      const most = this.#limits.time(jobs[job]!.size)
      if (performance.now() - begun < most) return
      // We do not wait for the thread's end: the system may never answer it.
      this.#over({ failure: say('loader-slow', { seconds: Math.round(most / 1000) }), why: 'time' })
      this.end()
    }, LOOK)
  }

  #heard(answers: LoaderAnswers): void {
    const batch = this.#batch
    // Tools that instrument a process may send messages from its threads too.
    if (batch === undefined || !Array.isArray(answers)) return
    for (const answer of answers) batch.answers.push('memory' in answer ? this.#failed(answer) : answer)
    if (batch.answers.length < batch.jobs.length) return
    this.#batch = undefined
    batch.done()
  }

  #failed({ failure, memory }: { readonly failure: string; readonly memory: boolean }): Failure {
    return memory ? this.#wantOfMemory() : { failure: say('loader-other', { message: failure }), why: 'death' }
  }

  #over(failure: Failure): void {
    const batch = this.#batch
    this.#batch = undefined
    batch?.done({ job: Math.max(batch.answers.length, Atomics.load(this.#mark, 0)), failure })
  }

  #ended(account: Account): void {
    this.#budget.close(account)
    this.#death ??= { failure: say('loader-ended'), why: 'death' }
    this.#over(this.#death)
  }

  #deathBy(error: unknown): Failure {
    const { code, message = String(error) } = error as NodeJS.ErrnoException
    if (code === 'ERR_WORKER_OUT_OF_MEMORY') return this.#wantOfMemory()
    return { failure: say('loader-ended-by', { message }), why: 'death' }
  }

  #wantOfMemory(): Failure {
    const mebibytes = Math.round(this.#limits.memory / 2 ** 20)
    return { failure: say('loader-memory', { mebibytes }), why: 'memory' }
  }
}

/** The limits of the thread's heap, for objects; buffers ask the budget. */
function heapOf({ memory }: LoaderLimits): ResourceLimits {
  return { maxOldGenerationSizeMb: Math.max(LEAST_HEAP, memory / 2 ** 21) }
}

/** In MiB. */
const LEAST_HEAP = 128
