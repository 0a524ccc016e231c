// The loader threads of this process. A file that is too much for a loader, or ends it, costs its own zone and no other.

import { availableParallelism } from 'node:os'
import type { Said } from '../../dns/said.ts'
import { Budget } from '../../memory/budget.ts'
import { halfOfMachine } from '../../memory/machine.ts'
import { saying } from '../../text/findings/told.ts'
import { say } from '../faces/says.ts'
import { WORTH_HELP } from '../pieces/helper.ts'
import { type Failure, Loader, type LoaderLimits } from './loader.ts'
import type { LoaderData } from './loader-thread.ts'
import { madeKeys } from './make-job.ts'
import type { LoaderJob, LoaderResult } from './read-job.ts'

/** Gives a result for each job, whatever happens. `background`: other threads answer meanwhile, and the loaders give way to them. */
export type ReadTexts = (
  jobs: readonly LoaderJob[],
  data: LoaderData,
  options: { readonly background: boolean },
) => Promise<readonly LoaderResult[]>

/** Octets of text that a thread reads while another one starts. */
export const WORTH_A_THREAD = 2 << 20
/**
 * A loader that has read so many octets holds memory that nobody uses any more: V8 does not count shared memory when it decides to collect.
 */
const WORN = 64 << 20
/** A loader that has read no more octets stays for the next reading, for a while: for good it would cost 20 MB. */
const WARM_OCTETS = 16 << 20
/**
 * A loader that has read a text of more octets does not stay: its memory is several times as large, and an idle thread collects nothing.
 */
const WARM_TEXT = 4 << 20
const WARM_MS = 60_000
/**
 * How long a loader stays that has read text: faces are made of the text right after, and a new loader would have to compile the code
 * again.
 */
const LINGER_MS = 1000
/** The most octets and jobs of one batch. */
const BATCH_OCTETS = 1 << 20
const BATCH_JOBS = 64

export class Loaders {
  readonly #limits: LoaderLimits
  readonly #budget: Budget
  /** A loader that was started before anybody needs it, or that is left from an earlier reading. */
  #ahead: Loader | undefined
  #cooling: NodeJS.Timeout | undefined
  readonly #busy = new Set<Loader>()
  #closed = false

  constructor(limits: LoaderLimits = defaultLimits()) {
    this.#limits = limits
    this.#budget = new Budget(limits.memory)
  }

  /** Octets that loaders hold now. */
  get taken(): number {
    return this.#budget.taken
  }

  /** Starts a loader for a reading to come: the start takes as long as reading a megabyte. */
  startAhead(background: boolean): void {
    if (this.#closed || this.#ahead) return
    try {
      this.#ahead = new Loader(this.#limits, this.#budget, background)
    } catch {
      // The reading that needs it reports why there is none.
    }
  }

  /** After close() it never resolves. */
  readonly read: ReadTexts = async (jobs, data, { background }) => {
    const queue = jobs.toSorted((a, b) => b.size - a.size)
    const loaders = Math.min(availableParallelism(), threadsFor(queue))
    const run: Run = {
      ...{ data, background, queue },
      helped: availableParallelism() > jobs.length,
      suspects: [],
      results: [],
    }
    await Promise.all(Array.from({ length: loaders }, () => this.#readAll(run)))
    for (const job of run.suspects) await this.#readAlone(job, run)
    return this.#closed ? new Promise(() => {}) : run.results
  }

  /** Ends the loader that is left over: there is nothing more to read for now. */
  rest(): void {
    this.#takeAhead()?.end()
  }

  /** Ends all loaders at once. */
  close(): void {
    this.#closed = true
    for (const loader of this.#busy) loader.end()
    this.#takeAhead()?.end()
  }

  async #readAll(run: Run): Promise<void> {
    const { queue } = run
    while (queue.length > 0 && !this.#closed) await this.#withLoader(run, (loader) => this.#readUntilWorn(loader, run))
  }

  async #readUntilWorn(loader: Loader, run: Run): Promise<void> {
    const { queue, results, suspects, background } = run
    while (queue.length > 0 && !this.#closed && loader.handed < WORN) {
      const helped = run.helped && 'origin' in queue[0]! && queue[0].size >= WORTH_HELP
      const jobs = nextBatch(queue)
      const { answers, death } = await loader.read(jobs, { helped, background })
      if (this.#closed) return
      const others: LoaderJob[] = []
      for (const [i, job] of jobs.entries()) {
        const answer = death?.job === i ? death.failure : answers[i]
        if (answer === undefined) others.push(job)
        else if (!('failure' in answer)) results.push(answer)
        // What other loaders held at the same time may have been too much for it.
        else if (answer.why === 'time') results.push(refused(job, answer))
        else suspects.push(job)
      }
      queue.unshift(...others)
      if (death) return
    }
  }

  /** Reads a suspect again alone, when no other can be to blame. */
  async #readAlone(job: LoaderJob, run: Run): Promise<void> {
    if (this.#closed) return
    await this.#withLoader({ ...run, queue: [job] }, async (loader) => {
      const { answers, death } = await loader.read([job], { helped: false, background: run.background })
      const answer = death?.failure ?? answers[0]!
      run.results.push('failure' in answer ? refused(job, answer) : answer)
    })
  }

  async #withLoader({ data, background, queue, results }: Run, work: (loader: Loader) => Promise<void>): Promise<void> {
    let loader: Loader
    try {
      loader = this.#takeAhead() ?? new Loader(this.#limits, this.#budget, background)
    } catch (error) {
      const why = { failure: say('no-loader', { message: (error as Error).message }), why: 'system' } as const
      for (const job of queue.splice(0)) results.push(refused(job, why))
      return
    }
    this.#busy.add(loader)
    loader.begin(data, background)
    try {
      await work(loader)
    } finally {
      this.#busy.delete(loader)
      const isWorn = loader.handed >= WORN
      const isLight = loader.handed < WARM_OCTETS && loader.largest < WARM_TEXT
      if (isWorn || loader.isDead || this.#closed || this.#ahead) loader.end()
      else this.#keepFor(loader, isLight ? WARM_MS : LINGER_MS)
    }
  }

  #keepFor(loader: Loader, milliseconds: number): void {
    this.#ahead = loader
    this.#cooling = setTimeout(() => {
      this.#takeAhead()?.end()
    }, milliseconds).unref()
  }

  #takeAhead(): Loader | undefined {
    const loader = this.#ahead
    this.#ahead = undefined
    clearTimeout(this.#cooling)
    return loader?.isDead ? undefined : loader
  }
}

/** How many threads are worth their start, for jobs from large to small: one reads the largest, others what there is beside it. */
function threadsFor([largest, ...others]: readonly LoaderJob[]): number {
  if (largest === undefined) return 0
  const beside = others.reduce((sum, { size }) => sum + size, 0)
  return 1 + Math.min(others.length, Math.floor(beside / WORTH_A_THREAD))
}

function nextBatch(queue: LoaderJob[]): LoaderJob[] {
  const batch: LoaderJob[] = []
  let octets = 0
  do octets += queue[0]!.size
  while (batch.push(queue.shift()!) && octets < BATCH_OCTETS && queue.length > 0 && batch.length < BATCH_JOBS)
  return batch
}

type Run = {
  readonly data: LoaderData
  readonly background: boolean
  /** From large to small. */
  readonly queue: LoaderJob[]
  readonly helped: boolean
  /** Jobs to read again, each alone. */
  readonly suspects: LoaderJob[]
  readonly results: LoaderResult[]
}

const FIXES = {
  memory: say('split-zone'),
  time: say('split-zone'),
  death: say('report-with-file'),
  system: say('give-threads'),
} as const

function refused(job: LoaderJob, { failure, why }: Omit<Failure, 'why'> & { why: keyof typeof FIXES }): LoaderResult {
  return failed(job, failure, FIXES[why])
}

/** The result of a job that failed: its zone is refused, no other is concerned, and the server goes on. */
export function failed(job: LoaderJob, reason: Said, fix?: Said): LoaderResult {
  const { key, path } = job
  const said = saying(say('cannot-load', { file: path, reason }), fix)
  const place = { file: path, line: 1, column: 1, length: 1 }
  const problems = [{ rule: 'cannot-load', severity: 'error', ...said, place } as const]
  return { key, zones: keysOf(job).map((key) => [key, { problems }]) }
}

/** The keys that a job should give. */
function keysOf(job: LoaderJob): readonly string[] {
  if ('making' in job) return madeKeys(job)
  if ('files' in job) return []
  if ('list' in job) return [job.key]
  return job.layered?.always ? job.layered.faces.map(({ key }) => key) : [job.key]
}

function defaultLimits(): LoaderLimits {
  return {
    memory: halfOfMachine(),
    time: (octets) => 60_000 + octets / 1000,
  }
}

/** All servers of a process share them. */
export const loaders = new Loaders()
