// Starts threads of this program without the process's own Node options: a test runner's instrumentation costs more than most threads do.
// Only the option of Node's profiler is passed on, for it is meant for the threads that answer.

import { Worker, type WorkerOptions } from 'node:worker_threads'

const watching = process.execArgv.filter((option) => option.startsWith('--cpu-prof'))

export const isProfiled = watching.length > 0

export function newThread(script: URL, options?: WorkerOptions): Worker {
  return new Worker(script, { name: nameOf(script), ...options, execArgv: watching })
}

/** What the system calls the thread, as `top -H` shows it: udp-thread.ts is "udp". Linux keeps fifteen characters. */
function nameOf({ pathname }: URL): string {
  return /([\w-]+)-thread\.[jt]s$/.exec(pathname)?.[1] ?? 'thread'
}
