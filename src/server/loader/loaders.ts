// Hands zone files to loader threads, the largest first, and waits for all of them.

import type { Worker } from 'node:worker_threads'
import { startHelper, WORTH_HELP } from '../../pieces/helper.ts'
import { startInBackground } from '../../system/background.ts'
import { newThread } from '../../system/threads.ts'
import type { LoaderData } from './loader-thread.ts'
import type { LoaderJob, LoaderResult } from './read-job.ts'

const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const LOADER = new URL(`./loader-thread.${ending}`, import.meta.url)

/**
 * `jobs` from large to small. A loader that dies, of memory for example, fails the file that it had and no other. `background`:
 * others answer meanwhile, and the loaders give way to them.
 */
export async function runLoaders(
  jobs: readonly LoaderJob[],
  threads: number,
  data: LoaderData,
  onDeath: (job: LoaderJob, error: Error) => LoaderResult,
  { background = false } = {},
): Promise<LoaderResult[]> {
  const queue = [...jobs]
  const results: LoaderResult[] = []
  const loaders = Array.from({ length: Math.min(threads, jobs.length) }, () => serveQueue())
  await Promise.all(loaders)
  return results

  async function serveQueue(): Promise<void> {
    while (queue.length > 0) await serveUntilDeath()
  }

  function serveUntilDeath(): Promise<void> {
    const worker = background
      ? startInBackground(LOADER, { workerData: data })
      : newThread(LOADER, { workerData: data })
    let current: LoaderJob | undefined
    let failure = new Error('the loader ended')
    const next = () => {
      current = queue.shift()
      if (current) hand(worker, current, threads > jobs.length, background)
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

/** `spare`: there is a processor for a second thread to read the rear part of a large file. */
function hand(worker: Worker, job: LoaderJob, spare: boolean, background: boolean): void {
  if (!spare || job.size < WORTH_HELP) {
    worker.postMessage(job)
    return
  }
  const helper = startHelper({ background })
  worker.postMessage({ ...job, helper }, [helper])
}
