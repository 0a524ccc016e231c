// Threads that load and keep zones give way to those that answer: on a machine with few cores a reload would otherwise hold
// up answers for as long as the scheduler lets each thread run. The threads with which V8 collects garbage do not give way: the
// threads that answer wait for them at times.

import { readdirSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import type { Worker, WorkerOptions } from 'node:worker_threads'
import { giveUsualSlice } from './slice.ts'
import { newThread } from './threads.ts'

/**
 * Where both want to run, a thread at 4 gets two fifths of the time of one at 0; alone, it gets all. Not more than 4: threads share
 * locks, such as that of their memory map, and a thread that gives way may hold one until it gets time again.
 */
export const NICENESS = 4

/** Starts a thread that gives way from its first moment on: to load Node and its modules costs as much as a small zone. */
export function startInBackground(script: URL, options?: WorkerOptions): Worker {
  const before = threads()
  const worker = newThread(script, options)
  for (const thread of threads()) if (!before.includes(thread)) lower(thread)
  return worker
}

/** The threads of this process; none on other systems than Linux, where the whole process would give way. */
function threads(): string[] {
  return process.platform === 'linux' ? readdirSync('/proc/self/task') : []
}

function lower(thread: string): void {
  try {
    giveUsualSlice(Number(thread))
    setPriority(Number(thread), Math.max(getPriority(), NICENESS))
  } catch {
    // It has ended, or already has a niceness above this, which only root may take back.
  }
}
