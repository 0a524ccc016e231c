// A thread that does one job after the other, for whoever has no time for what takes as long as a zone is large.

import type { Worker } from 'node:worker_threads'
import { startInBackground } from '../system/background.ts'
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

export class Aside<Job, Result> {
  readonly #script: URL
  readonly #isWearing: (job: Job) => boolean
  #worker: Worker | undefined
  #running: Promise<unknown> = Promise.resolve()

  /**
   * The thread answers each message with one. It is started with the first job. `isWearing`: what a thread keeps of memory after the job
   * is more than its next start costs.
   */
  constructor(script: URL, isWearing: (job: Job) => boolean = () => false) {
    this.#script = script
    this.#isWearing = isWearing
  }

  /** Rejects where the thread cannot do it. */
  ask(job: Job): Promise<Result> {
    const done = this.#running.then(() => this.#ask(job))
    this.#running = done.catch(() => {})
    return done
  }

  close(): void {
    void this.#worker?.terminate()
  }

  #end(): void {
    void this.#worker?.terminate()
    this.#worker = undefined
  }

  #ask(job: Job): Promise<Result> {
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
        if (this.#isWearing(job)) this.#end()
        resolve(result)
      })
    })
  }
}
