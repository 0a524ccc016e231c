// Time that does not count what a busy machine gives to others: of a process, its time without that in which its threads waited for a
// core; of our own work, the time that it had one.

import { setTimeout } from 'node:timers/promises'
import { entriesOf, textOf } from './proc.ts'

const LOOK_MS = 50

/** How long threads of a process have waited for a core since this was made. Where the system does not tell: 0. */
export class Waiting {
  readonly #pid: number
  /** Of each thread, the last that was told, in nanoseconds: threads end. */
  readonly #told = new Map<string, number>()
  readonly #before: number

  constructor(pid: number) {
    this.#pid = pid
    this.#before = this.#sum()
  }

  /** In milliseconds, of all threads together: more than one after the other can have waited. */
  get milliseconds(): number {
    return (this.#sum() - this.#before) / 1e6
  }

  #sum(): number {
    for (const thread of entriesOf(`/proc/${this.#pid}/task`)) {
      // Time with a core, time without one, and how often: proc(5).
      const waited = Number(textOf(`/proc/${this.#pid}/task/${thread}/schedstat`).split(' ')[1])
      if (waited > 0) this.#told.set(thread, waited)
    }
    return [...this.#told.values()].reduce((sum, waited) => sum + waited, 0)
  }
}

/** What a process had used by the last look before its end, or `most`, where it does not end: in milliseconds. */
export async function timeToEnd(pid: number, ended: Promise<unknown>, most: number): Promise<number> {
  const begun = performance.now()
  const waiting = new Waiting(pid)
  let isOver = false
  const over = ended.then(() => {
    isOver = true
  })
  let used = 0
  while (!isOver && used < most) {
    await Promise.race([over, setTimeout(LOOK_MS)])
    if (!isOver) used = performance.now() - begun - waiting.milliseconds
  }
  return used
}

/** The processor time of what this thread does meanwhile, in milliseconds. */
export function workOf(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
