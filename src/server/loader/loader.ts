// One loader process as the server sees it: started, handed one batch of files at a time, ended.

import { type ChildProcess, fork, type IOType } from 'node:child_process'
import { closeSync, ftruncateSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readAt } from '../../system/file-octets.ts'
import { loadPosix } from '../../system/posix.ts'
import { openNameless } from '../../system/shared-file.ts'
import { type Batch, type BatchResult, type HandedFace, SHARED_FD } from './batch.ts'
import type { FaceResult, LoaderResult } from './read-job.ts'

const PROCESS = new URL(
  import.meta.url.endsWith('.ts') ? './loader-process.ts' : './loader-process.js',
  import.meta.url,
)

export type LoaderLimits = {
  /** Octets that it may take. */
  readonly memory: number
  /** Milliseconds for one job. */
  readonly time: (octets: number) => number
}

/** What was read, job by job; or where it ended, and why. A job whose file was too much for the loader has the reason. */
export type BatchOutcome =
  | { readonly kind: 'read'; readonly results: readonly (LoaderResult | Failure)[] }
  | ({ readonly kind: 'died' } & Death)

/** `job`: undefined where it had begun none, so that no file has to do with it. */
type Death = { readonly job: number | undefined; readonly failure: Failure }

export type Failure = { readonly failure: string; readonly why: 'memory' | 'time' | 'death' }

/** How often it is looked at whether a job takes too long, in milliseconds. */
const LOOK = 250

export class Loader {
  readonly #limits: LoaderLimits
  readonly #process: ChildProcess
  readonly #shared: number
  readonly #ready: Promise<void>
  #complaint = ''
  #ended = false
  /** Octets of text that it has been handed. */
  handed = 0

  private constructor(limits: LoaderLimits, shared: number) {
    this.#limits = limits
    this.#shared = shared
    const stdio: (IOType | 'ipc' | number)[] = ['ignore', 'ignore', 'pipe', 'ipc']
    stdio[SHARED_FD] = shared
    const child = fork(fileURLToPath(PROCESS), [String(limits.memory)], {
      stdio,
      serialization: 'advanced',
      execArgv: [],
      // What is in ours is no business of somebody who reads what strangers wrote.
      env: environment(),
    })
    this.#process = child
    child.stderr?.on('data', (part: Buffer) => {
      this.#complaint = `${this.#complaint}${part}`.slice(-COMPLAINT)
    })
    this.#ready = new Promise((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('error', reject)
      child.once('exit', (code, signal) => reject(new Error(`it ended at once: ${signal ?? code}`)))
    })
    this.#ready.catch(() => {})
    child.on('error', () => {})
    this.#hold(false)
  }

  /** Rejects where no process can be started. */
  static async start(limits: LoaderLimits): Promise<Loader> {
    const shared = openNameless(await loadPosix())
    try {
      return new Loader(limits, shared)
    } catch (error) {
      closeSync(shared)
      throw error
    }
  }

  /** Rejects where it did not come so far as to be ready. */
  async read(batch: Batch): Promise<BatchOutcome> {
    this.#hold(true)
    try {
      await this.#ready
      for (const { size } of batch.jobs) this.handed += size
      const answer = await this.#ask(batch)
      if (!Array.isArray(answer)) return { kind: 'died', ...answer }
      const results = answer.map((one) => this.#take(one))
      ftruncateSync(this.#shared)
      return { kind: 'read', results }
    } finally {
      this.#hold(false)
    }
  }

  /** At once, whatever it does. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    const child = this.#process
    // Whoever waits for it looks into the file when it has ended.
    const close = () => setImmediate(() => closeSync(this.#shared))
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) close()
    else child.once('exit', close)
    child.kill('SIGKILL')
  }

  #ask(batch: Batch): Promise<BatchResult | Death> {
    return new Promise((resolve) => {
      const child = this.#process
      const sizeOf = (job: number | undefined) => batch.jobs[job ?? 0]?.size ?? 0
      let late = false
      let job = this.#job()
      let begun = performance.now()
      const clock = setInterval(() => {
        const now = this.#job()
        if (now !== job) begun = performance.now()
        job = now
        if (performance.now() - begun < this.#limits.time(sizeOf(job))) return
        late = true
        child.kill('SIGKILL')
      }, LOOK)
      const done = (answer: BatchResult | Death) => {
        clearInterval(clock)
        child.off('message', heard)
        child.off('exit', died)
        resolve(answer)
      }
      const heard = (answer: unknown) => done(answer as BatchResult)
      const died = (code: number | null, signal: string | null) => {
        const job = this.#job()
        done({ job, failure: late ? this.#late(sizeOf(job)) : this.#death(code, signal) })
      }
      child.on('message', heard)
      child.on('exit', died)
      if (child.exitCode !== null || child.signalCode !== null) died(child.exitCode, child.signalCode)
      else child.send(batch, () => {})
    })
  }

  /** The number of the job that it is at; undefined before the first of a batch. */
  #job(): number | undefined {
    const word = new Uint32Array(1)
    return readAt(this.#shared, new Uint8Array(word.buffer), 0) ? word[0]! : undefined
  }

  #late(octets: number): Failure {
    const seconds = Math.round(this.#limits.time(octets) / 1000)
    return { failure: `it took longer than ${seconds} seconds`, why: 'time' }
  }

  #death(code: number | null, signal: string | null): Failure {
    if (/out of memory|allocation failed/i.test(this.#complaint)) return this.#wantOfMemory()
    // The kernel kills whoever has most where nothing is left.
    if (signal === 'SIGKILL')
      return { failure: 'the system ended its loader, as it does for want of memory', why: 'memory' }
    return { failure: `its loader ended: ${signal ?? `exit code ${code}`}`, why: 'death' }
  }

  #wantOfMemory(): Failure {
    const mebibytes = Math.round(this.#limits.memory / 2 ** 20)
    return { failure: `it needs more than the ${mebibytes} MiB of memory that a loader has`, why: 'memory' }
  }

  #take(one: BatchResult[number]): LoaderResult | Failure {
    if (one.failure !== undefined) return one.memory ? this.#wantOfMemory() : { failure: one.failure, why: 'death' }
    const { layered, ...plain } = one
    return { ...this.#face(plain), ...(layered && { layered: layered.map((face) => this.#face(face)) }) }
  }

  #face({ zone, ...result }: HandedFace): FaceResult {
    if (zone === undefined) return result
    const { at, octets, ...described } = zone
    const image = new SharedArrayBuffer(octets)
    readAt(this.#shared, new Uint8Array(image), at)
    return { ...result, zone: { ...described, image } }
  }

  /** Whether this process waits for it. */
  #hold(held: boolean): void {
    const child = this.#process
    const handles = [child, child.channel, child.stderr as unknown as NodeJS.RefCounted | null]
    for (const handle of handles) if (held) handle?.ref()
    for (const handle of handles) if (!held) handle?.unref()
  }
}

const COMPLAINT = 4096

function environment(): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE } = process.env
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }
}
