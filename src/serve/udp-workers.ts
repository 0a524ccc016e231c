// The UDP workers seen from the main thread: started on sockets that it opened, handed each new generation, replaced when
// one dies, stopped.

import type { Worker } from 'node:worker_threads'
import type { BatchSocket } from '../net/batch/socket.ts'
import { Counters, pulseOf } from '../observe/counters.ts'
import { newThread } from '../system/threads.ts'
import { traceOf } from '../system/why.ts'
import { type Published, type SharedChange, shareGeneration } from './published.ts'
import type { UdpWorkerData } from './udp-thread.ts'
import { CONTROL_OCTETS, Control, HANDED_OVER, type Publication, READY, type WorkerFault } from './worker-control.ts'

export type UdpWorkersOptions = {
  /** Threads that startThreads() has started already. */
  readonly threads?: readonly Worker[]
  /** One list of sockets for each worker. */
  readonly sockets: readonly (readonly BatchSocket[])[]
  /** One list of taps for each worker. */
  readonly taps: readonly UdpWorkerData['taps'][]
  /** One ring for each worker: where it puts datagrams for the desk. */
  readonly rings: readonly SharedArrayBuffer[]
  /** One for each worker: where it puts datagrams that have to be signed. */
  readonly toSign: readonly UdpWorkerData['toSign'][]
  /** Called when a worker has put something into its ring, or has ended. */
  readonly onHanded: (worker: number) => void
  /** Called when a worker has died, before it is replaced. */
  readonly onDeath: (reason: string) => void
  /** Called for a query that met a fault of ours. */
  readonly onFault: (reason: string) => void
}

/** In the sources the thread runs as it is; compiled, it is a file beside this one. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './udp-thread.ts' : './udp-thread.js', import.meta.url)

/** Milliseconds before a worker is replaced: one that cannot even start must not be started all the time. */
const RESTART_PAUSE_MS = 1000

/** Nothing is allocated per query: little is ever young. */
const YOUNG_MB = 2

/** An idle worker wakes ten times a second. One that was not heard of for this long hangs. */
const SILENCE_MS = 5000
const LISTEN_MS = 1000

/** Starts threads that wait to be told what to serve: while they load their code, zones can be read. */
export function startThreads(count: number): Worker[] {
  return Array.from({ length: count }, startThread)
}

function startThread(): Worker {
  const worker = newThread(WORKER, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
  // A thread that cannot run here ends. Its first user finds out.
  worker.on('error', () => {})
  return worker
}

export class UdpWorkers {
  readonly #options: UdpWorkersOptions
  readonly #words = new Int32Array(new SharedArrayBuffer(CONTROL_OCTETS))
  readonly #workers: (Worker | undefined)[]
  /** One for each worker; a replacement counts on in the same one. */
  readonly counters: readonly SharedArrayBuffer[]
  restarts = 0
  readonly #pulses: { beats: number; seen: number }[] = []
  readonly #listener: NodeJS.Timeout
  #published: Published
  /** Number of the last publication. */
  #publication = 1
  #stopping = false

  private constructor(options: UdpWorkersOptions, published: Published) {
    this.#options = options
    this.#published = published
    this.#workers = options.sockets.map(() => undefined)
    this.counters = options.sockets.map(() => new Counters().buffer)
    Atomics.store(this.#words, Control.publication, this.#publication)
    this.#listener = setInterval(() => this.isAlive(), LISTEN_MS).unref()
  }

  /** Resolves once all workers serve. */
  static async start(options: UdpWorkersOptions, published: Published): Promise<UdpWorkers> {
    const workers = new UdpWorkers(options, published)
    await Promise.all(options.sockets.map((_, i) => workers.#start(i, options.threads?.[i])))
    return workers
  }

  /**
   * Makes all workers change over, each before it answers the batch that it receives next. `change`: what has changed since the
   * publication before; undefined: the generation is passed whole.
   */
  publish(published: Published, change: SharedChange | undefined): void {
    this.#published = published
    const shared = change ?? shareGeneration(published)
    const publication = ++this.#publication
    for (const worker of this.#workers) worker?.postMessage({ publication, shared } satisfies Publication)
    Atomics.store(this.#words, Control.publication, publication)
  }

  get running(): number {
    return this.#workers.filter((worker) => worker !== undefined).length
  }

  /** Whether every worker has gone round its loop within the last seconds. */
  isAlive(): boolean {
    const now = performance.now()
    this.counters.forEach((buffer, i) => {
      const { beats } = pulseOf(buffer)
      if (beats !== this.#pulses[i]?.beats) this.#pulses[i] = { beats, seen: now }
    })
    return this.#pulses.every(({ seen }) => now - seen < SILENCE_MS)
  }

  /** Resolves once no worker uses its sockets any more. */
  async close(): Promise<void> {
    this.#stopping = true
    clearInterval(this.#listener)
    Atomics.store(this.#words, Control.stop, 1)
    const exits = this.#workers.map((worker) => worker && new Promise((resolve) => worker.once('exit', resolve)))
    await Promise.all(exits)
  }

  #start(i: number, worker = startThread()): Promise<void> {
    const data: UdpWorkerData = {
      sockets: this.#options.sockets[i]!,
      generation: shareGeneration(this.#published),
      publication: this.#publication,
      control: this.#words.buffer as SharedArrayBuffer,
      counters: this.counters[i]!,
      handed: this.#options.rings[i]!,
      toSign: this.#options.toSign[i]!,
      taps: this.#options.taps[i]!,
    }
    if (worker.threadId < 0) return Promise.reject(new Error('cannot start a UDP worker: its thread has ended'))
    worker.postMessage(data)
    this.#workers[i] = worker
    return new Promise((resolve, reject) => {
      let ready = false
      let reason = 'it ended without a reason'
      worker.on('message', (message: typeof READY | typeof HANDED_OVER | WorkerFault) => {
        if (message === HANDED_OVER) this.#options.onHanded(i)
        if (typeof message === 'object') this.#options.onFault(message.fault)
        ready ||= message === READY
        if (ready) resolve()
      })
      worker.on('error', (error) => {
        reason = traceOf(error)
      })
      worker.on('exit', () => {
        this.#workers[i] = undefined
        if (this.#stopping) return
        this.#options.onHanded(i)
        if (ready) this.#replace(i, reason)
        else reject(new Error(`cannot start a UDP worker: ${reason}`))
      })
    })
  }

  #replace(i: number, reason: string): void {
    this.restarts++
    this.#options.onDeath(reason)
    this.#start(i).catch((error: Error) => {
      this.#options.onDeath(error.message)
      setTimeout(() => this.#stopping || this.#replace(i, error.message), RESTART_PAUSE_MS).unref()
    })
  }
}
