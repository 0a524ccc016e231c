// The UDP workers seen from the main thread: started on sockets that it opened, handed each new generation, replaced when
// one dies, stopped.

import { Worker } from 'node:worker_threads'
import type { BatchSocket } from '../transport/batch/socket.ts'
import type { ResponderOptions } from './responder.ts'
import type { SharedGeneration } from './share.ts'
import type { UdpWorkerData } from './udp-worker.ts'
import { CONTROL_OCTETS, Control, READY } from './worker-control.ts'

export type UdpWorkersOptions = {
  /** One list of sockets for each worker. */
  readonly sockets: readonly (readonly BatchSocket[])[]
  readonly responder: ResponderOptions
  /** Told of a worker that died, when it is replaced. */
  readonly onDeath: (reason: string) => void
}

/** In the sources the thread runs as it is; compiled, it is a file beside this one. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './udp-worker.ts' : './udp-worker.js', import.meta.url)

/** A worker that cannot even start is not started again and again. */
const RESTART_PAUSE_MS = 1000

export class UdpWorkers {
  readonly #options: UdpWorkersOptions
  readonly #words = new Int32Array(new SharedArrayBuffer(CONTROL_OCTETS))
  readonly #workers: (Worker | undefined)[]
  #generation: SharedGeneration
  #stopping = false

  private constructor(options: UdpWorkersOptions, generation: SharedGeneration) {
    this.#options = options
    this.#generation = generation
    this.#workers = options.sockets.map(() => undefined)
    Atomics.store(this.#words, Control.generation, generation.number)
  }

  /** Resolves once all workers serve. */
  static async start(options: UdpWorkersOptions, generation: SharedGeneration): Promise<UdpWorkers> {
    const workers = new UdpWorkers(options, generation)
    await Promise.all(options.sockets.map((_, i) => workers.#start(i)))
    return workers
  }

  /** All workers change over to it, each between two of its batches. */
  publish(generation: SharedGeneration): void {
    this.#generation = generation
    for (const worker of this.#workers) worker?.postMessage(generation)
    Atomics.store(this.#words, Control.generation, generation.number)
  }

  /** Resolves once no worker uses its sockets any more. */
  async close(): Promise<void> {
    this.#stopping = true
    Atomics.store(this.#words, Control.stop, 1)
    const exits = this.#workers.map((worker) => worker && new Promise((resolve) => worker.once('exit', resolve)))
    await Promise.all(exits)
  }

  #start(i: number): Promise<void> {
    const workerData: UdpWorkerData = {
      sockets: this.#options.sockets[i]!,
      generation: this.#generation,
      options: this.#options.responder,
      control: this.#words.buffer as SharedArrayBuffer,
    }
    const worker = new Worker(WORKER, { workerData })
    this.#workers[i] = worker
    return new Promise((resolve, reject) => {
      let ready = false
      let reason = 'it ended without a reason'
      worker.on('message', (message) => {
        ready ||= message === READY
        if (ready) resolve()
      })
      worker.on('error', (error) => {
        reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
      })
      worker.on('exit', () => {
        this.#workers[i] = undefined
        if (this.#stopping) return
        if (ready) this.#replace(i, reason)
        else reject(new Error(`cannot start a UDP worker: ${reason}`))
      })
    })
  }

  #replace(i: number, reason: string): void {
    this.#options.onDeath(reason)
    this.#start(i).catch((error: Error) => {
      this.#options.onDeath(error.message)
      setTimeout(() => this.#stopping || this.#replace(i, error.message), RESTART_PAUSE_MS).unref()
    })
  }
}
