// Threads of this program. They start without the process's own options: to load what instruments it, as test runners do, costs
// more than most threads do.

import { Worker, type WorkerOptions } from 'node:worker_threads'

export function newThread(script: URL, options?: WorkerOptions): Worker {
  return new Worker(script, { ...options, execArgv: [] })
}
