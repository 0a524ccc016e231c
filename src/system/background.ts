// Threads that load and keep zones give way to those that answer: on a machine with few cores a reload would otherwise hold
// up answers for as long as the scheduler lets each thread run.

import { setPriority } from 'node:os'

/** Niceness. A thread at 10 gets a tenth of the time of one at 0 where both want it, and all of it where nobody else does. */
const NICENESS = 10

/** To be called by the thread that is to give way. */
export function giveWay(): void {
  // Elsewhere than on Linux the whole process would give way.
  if (process.platform !== 'linux') return
  try {
    setPriority(0, NICENESS)
  } catch {
    // Given to a process with a niceness above this already, it would be a raise, which only root may: it gives way as it is.
  }
}
