// One loader thread as its starter sees it: started, handed one file at a time, ended.

import type { MessagePort, ResourceLimits, Worker } from 'node:worker_threads'
import type { Account, Budget } from '../../memory/budget.ts'
import { startHelper } from '../../pieces/helper.ts'
import { startInBackground } from '../../system/background.ts'
import { newThread } from '../../system/threads.ts'
import type { LoaderAnswer, LoaderData, LoaderOrder } from './loader-thread.ts'
import type { LoaderJob, LoaderResult } from './read-job.ts'

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './loader-thread.ts' : './loader-thread.js', import.meta.url)

export type LoaderLimits = {
  /** Octets that all loaders together may take. */
  readonly memory: number
  /** Milliseconds for one job. */
  readonly time: (octets: number) => number
}

/** Why a job has no result. */
export type Failure = { readonly failure: string; readonly why: 'memory' | 'time' | 'death' }

type Asked = { readonly job: LoaderJob; readonly done: (answer: LoaderResult | Failure) => void }

export class Loader {
  readonly #limits: LoaderLimits
  readonly #budget: Budget
  readonly #account: Account
  readonly #worker: Worker
  #asked: Asked | undefined
  #death: Failure | undefined
  /** Octets of text that it has been handed. */
  handed = 0

  /** `background`: it gives way to the threads that answer. Throws where the system has no thread left. */
  constructor(limits: LoaderLimits, budget: Budget, background: boolean) {
    this.#limits = limits
    this.#budget = budget
    this.#account = budget.open()
    const start = background ? startInBackground : newThread
    this.#worker = start(THREAD, { workerData: this.#account, resourceLimits: heapOf(limits) })
    this.#worker.on('message', (answer: LoaderAnswer) => {
      // What instruments a process may speak from its threads too.
      if (answer.key === this.#asked?.job.key) this.#tell(this.#answered(answer))
    })
    this.#worker.on('error', (error) => {
      this.#death = this.#deathBy(error)
    })
    this.#worker.on('exit', () => {
      budget.close(this.#account)
      this.#death ??= { failure: 'its loader ended', why: 'death' }
      this.#tell(this.#death)
    })
    this.#worker.unref()
  }

  /** How the jobs that come are to be read. */
  begin(data: LoaderData, background: boolean): void {
    this.#order({ kind: 'data', data, background })
  }

  /** `helped`: there is a processor for a second thread to read the rear part of the file. */
  async read(job: LoaderJob, { helped, background }: { helped: boolean; background: boolean }) {
    if (this.#death) return this.#death
    this.handed += job.size
    this.#worker.ref()
    const clock = setTimeout(() => this.#stop(job.size), this.#limits.time(job.size))
    try {
      return await new Promise<LoaderResult | Failure>((done) => {
        this.#asked = { job, done }
        const helper = helped ? this.#startHelper(background) : undefined
        this.#order({ kind: 'job', job: helper ? { ...job, helper } : job }, helper && [helper])
      })
    } finally {
      clearTimeout(clock)
      this.#worker.unref()
    }
  }

  /** At once, whatever it does. */
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
      // It is read without one.
      return undefined
    }
  }

  #stop(octets: number): void {
    const seconds = Math.round(this.#limits.time(octets) / 1000)
    // Nobody waits for the thread's end: what it waits for in the system may never come.
    this.#tell({ failure: `it took longer than ${seconds} seconds`, why: 'time' })
    this.end()
  }

  #tell(answer: LoaderResult | Failure): void {
    const asked = this.#asked
    this.#asked = undefined
    asked?.done(answer)
  }

  #answered(answer: LoaderAnswer): LoaderResult | Failure {
    if ('result' in answer) return answer.result
    return answer.memory ? this.#wantOfMemory() : { failure: answer.failure, why: 'death' }
  }

  #deathBy(error: unknown): Failure {
    const { code, message = String(error) } = error as NodeJS.ErrnoException
    return code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? this.#wantOfMemory()
      : { failure: `its loader ended: ${message}`, why: 'death' }
  }

  #wantOfMemory(): Failure {
    const mebibytes = Math.round(this.#limits.memory / 2 ** 20)
    return { failure: `it needs more than the ${mebibytes} MiB of memory that a loader has`, why: 'memory' }
  }
}

/** Objects beside the buffers that ask the budget. */
function heapOf({ memory }: LoaderLimits): ResourceLimits {
  return { maxOldGenerationSizeMb: Math.max(LEAST_HEAP, memory / 2 ** 21) }
}

/** In MiB. */
const LEAST_HEAP = 128
