// Runs cases of a target in a thread of their own, so that it can name one that never ends.

import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { streamTarget } from './stream.ts'
import type { Target } from './target.ts'
import { tcpTarget } from './tcp.ts'
import { udpTarget } from './udp.ts'
import { updateTarget } from './update.ts'
import { zoneTarget } from './zone.ts'

export const targets = {
  udp: udpTarget,
  tcp: tcpTarget,
  zone: zoneTarget,
  stream: streamTarget,
  update: updateTarget,
} as const satisfies Record<string, () => Target>
export type TargetName = keyof typeof targets

export type FuzzOptions = {
  readonly seed: number
  readonly count: number
  /** Number of the first case. */
  readonly first?: number
  /** Called now and then with the number of cases done. */
  readonly progress?: (done: number) => void
}

export type FuzzResult = {
  readonly failures: readonly { readonly i: number; readonly problem: string; readonly input: string }[]
  readonly seconds: number
  /** Octets of heap and array buffers at a tenth of the cases and at the end, garbage collected where node has --expose-gc. */
  readonly memory: readonly [number, number]
  readonly outcomes: Readonly<Record<string, number>>
  /** The slowest case, in milliseconds. */
  readonly slowest: number
}

/** A case that takes longer than this is a hang. */
const HANG_MS = 30_000
const MAX_FAILURES = 10

export async function fuzz(target: TargetName, options: FuzzOptions): Promise<FuzzResult> {
  const { progress, ...plain } = options
  const at = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL(import.meta.url), { workerData: { target, ...plain, at: at.buffer } })
  return new Promise((resolve, reject) => {
    let last = -1
    const watch = setInterval(() => {
      const now = Atomics.load(at, 0)
      if (now === last) {
        worker.terminate()
        finish(() => reject(new Error(`${target} --seed ${options.seed} --first ${now} --count 1 does not end`)))
      }
      last = now
      progress?.(now - (options.first ?? 0))
    }, HANG_MS)
    const finish = (end: () => void) => {
      clearInterval(watch)
      end()
    }
    worker.once('message', (result: FuzzResult) => finish(() => resolve(result)))
    worker.once('error', (error) => finish(() => reject(error)))
  })
}

type Job = { readonly target: TargetName; readonly at: SharedArrayBuffer } & Required<Omit<FuzzOptions, 'progress'>>

async function work({ target: name, seed, count, first = 0, at }: Job): Promise<FuzzResult> {
  const target = targets[name]()
  const words = new Int32Array(at)
  const failures: { i: number; problem: string; input: string }[] = []
  const begun = performance.now()
  let slowest = 0
  let early = memoryInUse()
  for (let i = first; i < first + count && failures.length < MAX_FAILURES; i++) {
    Atomics.store(words, 0, i)
    if (i === first + Math.floor(count / 10)) early = memoryInUse()
    const start = performance.now()
    const problem = await tried(target, seed, i)
    slowest = Math.max(slowest, performance.now() - start)
    if (problem !== undefined) failures.push({ i, problem, input: target.describe(seed, i) })
  }
  const outcomes = target.outcomes.counts
  return { failures, seconds: (performance.now() - begun) / 1000, memory: [early, memoryInUse()], outcomes, slowest }
}

function tried(target: Target, seed: number, i: number): string | undefined | Promise<string | undefined> {
  try {
    const result = target.run(seed, i)
    return result instanceof Promise ? result.catch(thrown) : result
  } catch (error) {
    return thrown(error)
  }
}

function thrown(error: unknown): string {
  return `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

function memoryInUse(): number {
  // Buffers are swept beside everything else, at the latest when the next collection begins.
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

if (!isMainThread && workerData?.target !== undefined) parentPort!.postMessage(await work(workerData as Job))
