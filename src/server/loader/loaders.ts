// Hands zone files to loader threads, the largest first, and waits for all of them.

import { Worker } from 'node:worker_threads'
import type { Stage } from '../../check/rule.ts'
import type { LoaderData, LoaderJob, LoaderResult } from './loader-thread.ts'

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './loader-thread.ts' : './loader-thread.js', import.meta.url)

/** `jobs` from large to small. A loader that dies, of memory for example, fails the file that it had and no other. */
export async function runLoaders(
  jobs: readonly LoaderJob[],
  threads: number,
  stage: Stage,
  onDeath: (job: LoaderJob, error: Error) => LoaderResult,
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
    const worker = new Worker(THREAD, { workerData: { stage } satisfies LoaderData })
    let current: LoaderJob | undefined
    let failure = new Error('the loader ended')
    const next = () => {
      current = queue.shift()
      if (current) worker.postMessage(current)
      else void worker.terminate()
    }
    worker.on('message', (result: LoaderResult) => {
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
