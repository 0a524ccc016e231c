// Where the thread that answers spent its time, out of the files that Node's own profiler (--cpu-prof) leaves.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The part of the format that is read. Times are in microseconds of the monotonic clock. */
type Profile = {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
  readonly startTime: number
}

type Frame = { readonly functionName: string; readonly url: string }

/** Share of the time by function, the largest first. */
export type Shares = readonly (readonly [name: string, share: number])[]

/** Of the thread that has a function of this name, between two moments by process.hrtime, in microseconds. */
export function sharesIn(folder: string, functionName: string, from: number, to: number): Shares | undefined {
  for (const file of readdirSync(folder)) {
    const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile
    if (profile.nodes.some(({ callFrame }) => callFrame.functionName === functionName)) return shares(profile, from, to)
  }
  return undefined
}

function shares({ nodes, samples, timeDeltas, startTime }: Profile, from: number, to: number): Shares {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map<string, number>()
  let now = startTime
  let sum = 0
  samples.forEach((id, i) => {
    const spent = timeDeltas[i]!
    now += spent
    if (now < from || now > to) return
    const name = names.get(id)!
    times.set(name, (times.get(name) ?? 0) + spent)
    sum += spent
  })
  return Array.from(times, ([name, time]): [string, number] => [name, time / sum]).sort((a, b) => b[1] - a[1])
}

function nameOf({ functionName, url }: Frame): string {
  const file = url.split('/').slice(-2).join('/')
  return file === '' ? functionName : `${functionName || '(anonymous)'} (${file})`
}
