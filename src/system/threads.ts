// Threads of this program. They need nothing of what the process was started with: to load what instruments it, as test runners
// do, costs more than most threads do.

import { Worker, type WorkerOptions } from 'node:worker_threads'

export function newThread(script: URL, options?: WorkerOptions): Worker {
  return new Worker(script, { ...options, execArgv: [] })
}
