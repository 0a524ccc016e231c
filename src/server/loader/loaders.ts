// Hands zone files to loader threads, the largest first, and waits for all of them.

import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { startHelper, WORTH_HELP } from '../../pieces/helper.ts'
import type { LoaderData } from './loader-thread.ts'
import type { LoaderJob, LoaderResult } from './read-job.ts'

const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const LOADER = new URL(`./loader-thread.${ending}`, import.meta.url)

/**
 * `jobs` from large to small. A loader that dies, of memory for example, fails the file that it had and no other. `here`
 * reads one in this thread, and never rejects: those that it is given are not among the results.
 */
export async function runLoaders(
  jobs: readonly LoaderJob[],
  threads: number,
  data: LoaderData,
  onDeath: (job: LoaderJob, error: Error) => LoaderResult,
  here?: (job: LoaderJob) => Promise<void>,
): Promise<LoaderResult[]> {
  const queue = [...jobs]
  const results: LoaderResult[] = []
  const spare = threads > jobs.length
  const first = here && queue.shift()
  const loaders = Array.from({ length: Math.min(first ? threads - 1 : threads, queue.length) }, () => serveQueue())
  await Promise.all([...loaders, first && readHere(first)])
  return results

  /** Begins with the largest and goes on with the smallest, so that loaders do not wait for long to be heard. */
  async function readHere(first: LoaderJob): Promise<void> {
    for (let job: LoaderJob | undefined = first; job; job = queue.pop()) {
      await here!(withHelper(job, spare, false))
      await setImmediate()
    }
  }

  async function serveQueue(): Promise<void> {
    while (queue.length > 0) await serveUntilDeath()
  }

  function serveUntilDeath(): Promise<void> {
    const worker = new Worker(LOADER, { workerData: data })
    let current: LoaderJob | undefined
    let failure = new Error('the loader ended')
    const next = () => {
      current = queue.shift()
      if (current) hand(worker, withHelper(current, spare, true))
      else void worker.terminate()
    }
    worker.on('message', (result: LoaderResult) => {
      // What instruments a process may speak from its threads too.
      if (result.key !== current?.key) return
      results.push(result)
      next()
    })
    worker.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error))
    })
    next()
    return new Promise((resolve) => {
      worker.on('exit', () => {
        if (current) results.push(onDeath(current, failure))
        resolve()
      })
    })
  }
}

function hand(worker: Worker, job: LoaderJob): void {
  worker.postMessage(job, job.helper ? [job.helper] : [])
}

/** `spare`: there is a processor for a second thread to read the rear part of a large file. */
function withHelper(job: LoaderJob, spare: boolean, background: boolean): LoaderJob {
  return spare && job.size >= WORTH_HELP ? { ...job, helper: startHelper({ background }) } : job
}
