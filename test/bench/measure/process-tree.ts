// What a server's whole process tree has cost: CPU time and memory, from /proc.

import { entriesOf, textOf } from '../../support/proc.ts'

/** The unit of the times in /proc/PID/stat (USER_HZ), which is the same on every Linux that Node runs on. */
const TICK_US = 10_000

/** The process and all that descend from it. A server's workers may be threads or processes. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const entry of entriesOf('/proc')) {
    const pid = Number(entry)
    const parent = Number.isInteger(pid) ? statFields(pid)?.[1] : undefined
    if (parent !== undefined) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), pid])
  }
  const tree = [root]
  for (let i = 0; i < tree.length; i++) tree.push(...(children.get(tree[i]!) ?? []))
  return tree
}

/** In microseconds. */
export type CpuTime = { readonly user: number; readonly system: number }

/** Children that ended are in the count of their parent. */
export function cpuOf(tree: readonly number[]): CpuTime {
  let user = 0
  let system = 0
  for (const pid of tree) {
    const fields = statFields(pid)?.map(Number)
    if (fields === undefined) continue
    // utime, stime, cutime, cstime: fields 14 to 17 of proc(5).
    user += fields[11]! + fields[13]!
    system += fields[12]! + fields[14]!
  }
  return { user: user * TICK_US, system: system * TICK_US }
}

/** CPU time of the threads that there are now, in microseconds, by the place of each in /proc. */
export type ThreadTimes = ReadonlyMap<string, { readonly name: string; readonly cpu: number }>

/** Names are those that threads give themselves. What a thread has cost goes with it when it ends. */
export function threadsOf(tree: readonly number[]): ThreadTimes {
  const threads = new Map<string, { name: string; cpu: number }>()
  for (const pid of tree)
    for (const thread of entriesOf(`/proc/${pid}/task`)) {
      const folder = `/proc/${pid}/task/${thread}`
      // The first number of schedstat: nanoseconds on a processor, where the times in stat are hundredths of a second.
      const cpu = Number(textOf(`${folder}/schedstat`).split(' ', 1)[0]) / 1000
      threads.set(folder, { name: textOf(`${folder}/comm`).trimEnd(), cpu })
    }
  return threads
}

/** Milliseconds for which the process's first thread could have run, and others had the processors. */
export function waitedOf(pid: number): number {
  return Number(textOf(`/proc/${pid}/schedstat`).split(' ')[1] ?? 0) / 1e6
}

/** What threads of this name have cost from `before` to `after`; those that came in between count whole. */
export function spentBy(name: string, before: ThreadTimes, after: ThreadTimes): number {
  let spent = 0
  for (const [folder, thread] of after) if (thread.name === name) spent += thread.cpu - (before.get(folder)?.cpu ?? 0)
  return spent
}

/** Proportional set size in octets: pages that several processes share count once. */
export function memoryOf(tree: readonly number[]): number {
  let kilobytes = 0
  for (const pid of tree) kilobytes += Number(/^Pss: +(\d+)/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)
  return kilobytes * 1024
}

/** The most that each has had at some time, in octets: pages that several share count for each. */
export function peakOf(tree: readonly number[]): number {
  let kilobytes = 0
  for (const pid of tree) kilobytes += Number(/^VmHWM:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0)
  return kilobytes * 1024
}

/** The fields of /proc/PID/stat from the third on: a program's name may hold spaces and parentheses. */
function statFields(pid: number): string[] | undefined {
  const text = textOf(`/proc/${pid}/stat`)
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ')
}
