// Threads that load and keep zones give way to those that answer: on a machine with few cores a reload would otherwise hold
// up answers for as long as the scheduler lets each thread run.

import { readdirSync, readFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/** Niceness. A thread at 10 gets a tenth of the time of one at 0 where both want it, and all of it where nobody else does. */
const NICENESS = 10

/** To be called by the thread that is to give way. */
export function giveWay(): void {
  lower(0)
}

/** So do the threads with which V8 collects garbage and compiles, which all others share. */
export function engineGivesWay(): void {
  if (process.platform !== 'linux') return
  for (const thread of readdirSync('/proc/self/task')) if (isEngine(thread)) lower(Number(thread))
}

function isEngine(thread: string): boolean {
  try {
    return readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim() === 'node-V8Worker'
  } catch {
    return false
  }
}

function lower(thread: number): void {
  // Elsewhere than on Linux the whole process would give way.
  if (process.platform !== 'linux') return
  try {
    setPriority(thread, NICENESS)
  } catch {
    // Given to a process with a niceness above this already, it would be a raise, which only root may: it gives way as it is.
  }
}
