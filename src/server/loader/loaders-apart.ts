// The loader processes of this process: one is kept warm, more are started where there is much to read. What is too much for
// one of them, or kills it, refuses the zone that it was at, and no other.

import { availableParallelism, totalmem } from 'node:os'
import { WORTH_HELP } from '../../pieces/helper.ts'
import type { HandedJob } from './batch.ts'
import { type Failure, Loader, type LoaderLimits } from './loader.ts'
import type { LoaderData } from './loader-thread.ts'
import type { LoaderJob, LoaderResult } from './read-job.ts'
import { failed, type ReadTexts } from './read-zones.ts'

/** In octets: so much text is read before another process has started. */
const WORTH_A_PROCESS = 8 << 20
/** Files are handed over until they come to so much, or so many. */
const BATCH_OCTETS = 1 << 20
const BATCH_JOBS = 64
/** A loader that has read so much holds memory that it does not need any more. */
const WORN = 16 << 20
/** The one that is kept warm may be ended by others, as those do whose machine has no memory left; more than this in one reading are no accident. */
const MAX_IDLE_DEATHS = 3

/** There is no process to read what is `left`; `results`: of the other jobs, some of which may have ended their loaders. */
export class NoLoader extends Error {
  override readonly name = 'NoLoader'
  readonly results: readonly LoaderResult[]
  readonly left: readonly LoaderJob[]

  constructor(cause: unknown, results: readonly LoaderResult[], left: readonly LoaderJob[]) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.results = results
    this.left = left
  }
}

export class LoadersApart {
  readonly #limits: LoaderLimits
  #warm: Promise<Loader> | undefined
  readonly #busy = new Set<Loader>()
  #closed = false

  constructor(limits: LoaderLimits = defaultLimits()) {
    this.#limits = limits
  }

  /** Starts the one that is kept warm, if there is none. */
  warm(): void {
    if (this.#closed) return
    this.#warm ??= Loader.start(this.#limits)
    this.#warm.catch(() => {})
  }

  /** After close() it never resolves. Rejects with a NoLoader where no process can be started. */
  readonly read: ReadTexts = async (jobs, data, { background }) => {
    const total = jobs.reduce((sum, { size }) => sum + size, 0)
    const most = Math.min(availableParallelism(), jobs.length)
    const loaders = Math.max(1, Math.min(most, Math.ceil(total / WORTH_A_PROCESS)))
    const queue = jobs.toSorted((a, b) => b.size - a.size)
    const helped = availableParallelism() > jobs.length
    const results: LoaderResult[] = []
    const run: Run = { queue, results, data, background, helped, suspects: new Set(), idleDeaths: 0 }
    const ends = await Promise.allSettled(Array.from({ length: loaders }, () => this.#readAll(run)))
    if (this.#closed) return new Promise(() => {})
    const done = new Set(results.map(({ key }) => key))
    const left = jobs.filter(({ key }) => !done.has(key))
    const failure = ends.find((end) => end.status === 'rejected')
    if (left.length > 0) throw new NoLoader(failure?.reason, results, left)
    return results
  }

  /** Ends all of them at once. */
  close(): void {
    this.#closed = true
    for (const loader of this.#busy) loader.end()
    void this.#warm?.then((loader) => loader.end()).catch(() => {})
    this.#warm = undefined
  }

  async #readAll(run: Run): Promise<void> {
    while (run.queue.length > 0 && !this.#closed) {
      const loader = await this.#take()
      this.#busy.add(loader)
      let fit = false
      try {
        fit = await this.#readUntilWorn(loader, run)
      } finally {
        this.#busy.delete(loader)
        if (fit && !this.#closed && this.#warm === undefined) this.#warm = Promise.resolve(loader)
        else loader.end()
      }
    }
    this.warm()
  }

  #take(): Promise<Loader> {
    const warm = this.#warm ?? Loader.start(this.#limits)
    this.#warm = undefined
    return warm
  }

  /** Whether the loader is as good as a new one afterwards. */
  async #readUntilWorn(loader: Loader, run: Run): Promise<boolean> {
    const { queue, results, suspects, data, background, helped } = run
    while (queue.length > 0 && !this.#closed) {
      const fresh = loader.handed === 0
      // A suspect gets a loader that nobody has used.
      if (!fresh && suspects.has(queue[0]!.key)) return false
      const jobs = nextBatch(queue, helped, suspects)
      const outcome = await loader.read({ jobs, data, background })
      if (this.#closed) return false
      if (outcome.kind === 'died') {
        const { job, failure } = outcome
        if (job === undefined && ++run.idleDeaths > MAX_IDLE_DEATHS) throw new Error(failure.failure)
        // The others were read, and their images went with the loader.
        queue.unshift(...jobs.filter((_, i) => i !== job))
        if (job !== undefined) blame(jobs[job]!, failure, fresh && job === 0, run)
        return false
      }
      for (const [i, result] of outcome.results.entries())
        if ('failure' in result) blame(jobs[i]!, result, fresh && i === 0, run)
        else results.push(result)
      if (outcome.results.some((result) => 'failure' in result)) return false
    }
    return loader.handed < WORN
  }
}

/** What others left in a loader may have been too much for it: a job is refused only where it was the loader's first. */
function blame(job: LoaderJob, failure: Failure, first: boolean, { queue, results, suspects }: Run): void {
  if (first || failure.why === 'time') {
    results.push(refused(job, failure))
    return
  }
  suspects.add(job.key)
  queue.push(job)
}

type Run = {
  readonly queue: LoaderJob[]
  readonly results: LoaderResult[]
  readonly data: LoaderData
  readonly background: boolean
  readonly helped: boolean
  /** Keys of jobs that are read again, each by a loader of its own. */
  readonly suspects: Set<string>
  /** Loaders that ended before they had begun to read anything. */
  idleDeaths: number
}

function nextBatch(queue: LoaderJob[], helped: boolean, suspects: ReadonlySet<string>): HandedJob[] {
  const batch: HandedJob[] = []
  for (let octets = 0; queue.length > 0 && batch.length < BATCH_JOBS; ) {
    octets += queue[0]!.size
    if (batch.length > 0 && (octets > BATCH_OCTETS || suspects.has(queue[0]!.key))) break
    const job = queue.shift()!
    batch.push({ ...job, helped: helped && job.size >= WORTH_HELP })
    if (suspects.has(job.key)) break
  }
  return batch
}

function refused(job: LoaderJob, { failure, why }: Failure): LoaderResult {
  return failed(job, failure, why === 'death' ? 'report it, with the file' : 'split the zone, or make it smaller')
}

function defaultLimits(): LoaderLimits {
  const machine = process.constrainedMemory() || totalmem()
  return {
    memory: Math.max(512 << 20, Math.min(machine, totalmem()) / 2),
    time: (octets) => 60_000 + octets / 1000,
  }
}

/** All servers of a process share them. */
export const loadersApart = new LoadersApart()
