// A thread that does one job after the other, for work that takes longer the larger a zone is.

import type { Worker } from 'node:worker_threads'
import { startInBackground } from '../system/background.ts'
import { trimSoon } from '../system/trim-memory.ts'
import type { Edition } from '../zone/edition.ts'
import { Zone } from '../zone/zone.ts'

/** A zone as it is passed to a thread. */
export type Shared = { readonly image: SharedArrayBuffer; readonly edition: Edition }

export function shared({ image, edition }: Zone): Shared {
  return { image, edition }
}

export function opened({ image, edition }: Shared): Zone {
  return Zone.open(image, edition)
}

/** In milliseconds: an idle thread only takes memory, and starting another takes less time than its work. */
export const IDLE = 1_000

export type AsideOptions<Job> = {
  /** Milliseconds without a job after which the thread ends. */
  readonly idle?: number
  /** Whether the thread ends after the job, because it would keep more memory than its next start costs. */
  readonly isWearing?: (job: Job) => boolean
}

export class Aside<Job, Result> {
  readonly #script: URL
  readonly #options: AsideOptions<Job>
  #timer: NodeJS.Timeout | undefined
  #worker: Worker | undefined
  #running: Promise<unknown> = Promise.resolve()

  /** The script answers each message with one. The thread starts with the first job. */
  constructor(script: URL, options: AsideOptions<Job> = {}) {
    this.#script = script
    this.#options = options
  }

  /** Rejects if the thread cannot do the job. */
  ask(job: Job): Promise<Result> {
    const done = this.#running.then(() => this.#ask(job))
    this.#running = done.catch(() => {})
    return done
  }

  close(): void {
    clearTimeout(this.#timer)
    if (this.#worker !== undefined) this.#end(this.#worker)
  }

  /** The next job starts another thread. */
  #end(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    void worker.terminate().then(trimSoon)
  }

  #ask(job: Job): Promise<Result> {
    const { idle, isWearing } = this.#options
    clearTimeout(this.#timer)
    const worker = this.#worker ?? startInBackground(this.#script)
    this.#worker = worker
    worker.ref()
    worker.postMessage(job)
    return new Promise((resolve, reject) => {
      const ended = () => {
        this.#worker = undefined
        reject(new Error('the thread that works on images has ended'))
      }
      worker.once('exit', ended)
      worker.once('error', reject)
      worker.once('message', (result: Result) => {
        worker.off('exit', ended)
        worker.off('error', reject)
        worker.unref()
        if (isWearing?.(job)) this.#end(worker)
        else if (idle !== undefined) this.#timer = setTimeout(() => this.#end(worker), idle).unref()
        resolve(result)
      })
    })
  }
}
