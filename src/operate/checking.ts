// What `janus check` would find in what is served. When somebody asks, a thread that gives way to all that answer applies the rules, once
// for a generation, and the findings are kept until another generation is in service. Where messages or primaries have changed a zone since,
// a question starts the rules again after a while; until they are done, the earlier findings are told.
//
//   ask -> none: begins -> running (progress) -> done, or failed: memory, time, a fault of ours

import type { Worker } from 'node:worker_threads'
import { type Account, Budget } from '../memory/budget.ts'
import { halfOfMachine } from '../memory/machine.ts'
import type { Server } from '../serve/server.ts'
import { isOther } from '../serve/standing-scene.ts'
import { shared } from '../store/aside.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import { numberOf } from '../store/generation/numbered.ts'
import type { LoadedFace } from '../supply/load.ts'
import { startInBackground } from '../system/background.ts'
import { whyOf } from '../system/why.ts'
import type { Settings, ZoneSetting } from '../text/config/settings.ts'
import type { Severity } from '../text/findings/problem.ts'
import type { FaceFound, Found } from '../tools/check/findings.ts'
import type { ServedFace } from '../tools/check/served-faces.ts'
import { Turns } from './turns.ts'

export type CheckingThreadData = { readonly account: Account }

export type CheckingOrder =
  | { readonly kind: 'settings'; readonly settings: Omit<Settings, 'zones'> }
  | { readonly kind: 'zones'; readonly zones: readonly CheckedZone[] }
  | { readonly kind: 'go' }

/** `faces`: in the order of the zone's faces. */
type CheckedZone = { readonly zone: ZoneSetting; readonly faces: readonly ServedFace[] }

export type CheckingAnswer =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'found'; readonly found: readonly FaceFound[] }
  | { readonly kind: 'done'; readonly differing: number; readonly counts: Counts }
  | { readonly kind: 'failed'; readonly why: Failure; readonly reason: string }

/** Findings by severity. A finding that stands for others counts them too. */
export type Counts = Readonly<Record<Severity, number>>

type Served = Server['current']

type Failure = 'memory' | 'time' | 'fault'

/** `done`: part of the work, 0 to 1. `differing`: faces whose files have something else than is served. `left`: findings not held. */
export type Check = {
  readonly generation: number
  readonly state: 'running' | 'done' | 'failed'
  readonly done: number
  readonly seconds: number
  readonly why?: Failure
  readonly differing: number
  readonly left: number
  /** Counts of all findings, once the check is done. */
  readonly counts?: Counts
}

export type CheckingLimits = {
  /** Octets that zones may take, and octets that all else may take. */
  readonly memory: number
  /** Milliseconds. */
  readonly time: number
  /** Findings that are held. */
  readonly held: number
  /** The fewest milliseconds from the end of one run to the begin of the next in a generation. */
  readonly pause: number
}

const LIMITS: CheckingLimits = { memory: halfOfMachine() / 2, time: 600_000, held: 20_000, pause: 60_000 }
/** The rest after a run, as a multiple of the time that the run took. */
const REST = 20
/** Zones in one message to the thread. */
const HANDFUL = 100

const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './checking-thread.ts' : './checking-thread.js',
  import.meta.url,
)

export class Checking {
  readonly #server: () => Server
  readonly #onFault: (reason: string) => void
  readonly #limits: CheckingLimits
  #run: Run | undefined
  /** The run that takes the place of #run once it has ended. */
  #next: Run | undefined
  #runs = 0

  constructor(server: () => Server, onFault: (reason: string) => void, limits: CheckingLimits = LIMITS) {
    this.#server = server
    this.#onFault = onFault
    this.#limits = limits
  }

  /** The check of the current generation; undefined until somebody has asked for it. */
  get now(): Check | undefined {
    const run = this.#run
    return run?.check.generation === this.#server().current.number ? run.check : undefined
  }

  /** Begins a check if there is none, and breaks off one of an earlier generation. */
  ask(): Check {
    const known = this.now
    if (known !== undefined) {
      if (this.#next === undefined && this.#run!.isDue(this.#server().current)) void this.#again()
      return known
    }
    this.close()
    this.#run = this.#begun()
    this.#runs++
    return this.#run.check
  }

  /** A number that changes when findings may have changed. */
  get edition(): number {
    return this.#runs
  }

  #begun(): Run {
    return new Run(this.#server().current, this.#limits, this.#onFault)
  }

  async #again(): Promise<void> {
    const next = this.#begun()
    this.#next = next
    await next.ended
    if (this.#next !== next) return
    this.#next = undefined
    this.#run = next
    this.#runs++
  }

  /** As ask(); resolves when the run has ended. */
  async complete(): Promise<Check> {
    this.ask()
    for (;;) {
      const run = this.#run!
      await run.ended
      // Another run may have begun meanwhile.
      if (run === this.#run) return run.check
    }
  }

  /** The findings of the face; none until the check is done. */
  of({ zone, view }: { readonly zone: string; readonly view: string }): readonly Found[] {
    return this.#foundNow?.get(nameOf(view, zone)) ?? NOTHING
  }

  /** The findings that belong to no face. */
  get ofNone(): readonly Found[] {
    return this.#foundNow?.get(NONE) ?? NOTHING
  }

  close(): void {
    const next = this.#next
    this.#next = undefined
    next?.stop()
    this.#run?.stop()
  }

  get #foundNow(): ReadonlyMap<string, readonly Found[]> | undefined {
    return this.now?.state === 'done' ? this.#run!.found : undefined
  }
}

const NOTHING: readonly Found[] = []
/** The key of findings that belong to no face. */
const NONE = ''

class Run {
  readonly found = new Map<string, Found[]>()
  readonly ended: Promise<void>
  check: Check
  readonly #limits: CheckingLimits
  readonly #onFault: (reason: string) => void
  readonly #begun = performance.now()
  #end: () => void = () => {}
  #worker: Worker | undefined
  #timer: NodeJS.Timeout | undefined
  #held = 0
  /** The number of what was served: the object itself would be held in memory. */
  readonly #of: number
  #over = 0

  constructor(served: Served, limits: CheckingLimits, onFault: (reason: string) => void) {
    const { number: generation, candidate } = served
    this.#of = numberOf(served)
    this.#limits = limits
    this.#onFault = onFault
    this.check = { generation, state: 'running', done: 0, seconds: 0, differing: 0, left: 0 }
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    this.#begin(candidate).catch((error) => this.#fail('fault', whyOf(error)))
  }

  stop(): void {
    if (this.check.state === 'running') this.#fail('time', undefined)
  }

  /** Whether to run again: something else is served by now, or the run has failed, and the rest is over. */
  isDue(served: Served): boolean {
    const { state, seconds } = this.check
    if (state === 'running' || (state === 'done' && numberOf(served) === this.#of)) return false
    const { pause } = this.#limits
    return pause === 0 || performance.now() - this.#over >= Math.max(pause, REST * seconds * 1000)
  }

  async #begin({ settings, loaded }: Candidate): Promise<void> {
    const account = new Budget(this.#limits.memory).open()
    const workerData: CheckingThreadData = { account }
    const maxOldGenerationSizeMb = Math.floor(this.#limits.memory / (1 << 20))
    const worker = startInBackground(THREAD, {
      name: 'janus-checking',
      workerData,
      resourceLimits: { maxOldGenerationSizeMb },
    })
    this.#worker = worker
    worker.unref()
    worker.on('message', (answer: CheckingAnswer) => this.#heard(answer))
    worker.on('error', (error) => this.#fail(isOutOfMemory(error) ? 'memory' : 'fault', whyOf(error)))
    worker.on('exit', () => this.#fail('fault', 'the thread that asks the rules has ended'))
    this.#timer = setTimeout(() => this.#fail('time', undefined), this.#limits.time).unref()
    const { zones, ...others } = settings
    const post = (order: CheckingOrder) => worker.postMessage(order)
    post({ kind: 'settings', settings: others })
    const turns = new Turns()
    const faceOf = new Map(loaded.faces.map((one) => [nameOf(one.face.viewName, one.name), one] as const))
    const ofZone = (zone: ZoneSetting): CheckedZone => ({
      zone,
      faces: zone.faces.map(({ viewName }) => servedOf(faceOf.get(nameOf(viewName, zone.name)))),
    })
    for (let i = 0; i < zones.length; i += HANDFUL) {
      post({ kind: 'zones', zones: zones.slice(i, i + HANDFUL).map(ofZone) })
      if (turns.isOver) await turns.next()
    }
    post({ kind: 'go' })
  }

  #heard(answer: CheckingAnswer): void {
    if (this.check.state !== 'running') return
    if (answer.kind === 'progress') this.check = { ...this.check, done: answer.done, seconds: this.#seconds }
    else if (answer.kind === 'found') for (const face of answer.found) this.#take(face)
    else if (answer.kind === 'failed') this.#fail(answer.why, answer.reason)
    else this.#finish({ state: 'done', done: 1, differing: answer.differing, counts: answer.counts })
  }

  #take({ zone, view, found }: FaceFound): void {
    const key = zone === undefined || view === undefined ? NONE : nameOf(view, zone)
    const held = found.slice(0, Math.max(0, this.#limits.held - this.#held))
    this.#held += held.length
    this.check = { ...this.check, left: this.check.left + found.length - held.length }
    this.found.set(key, [...(this.found.get(key) ?? []), ...held])
  }

  #fail(why: Failure, reason: string | undefined): void {
    if (this.check.state !== 'running') return
    if (why === 'fault' && reason !== undefined) this.#onFault(reason)
    this.found.clear()
    this.#finish({ state: 'failed', why, left: 0 })
  }

  #finish(end: Partial<Check>): void {
    this.check = { ...this.check, ...end, seconds: this.#seconds }
    this.#over = performance.now()
    clearTimeout(this.#timer)
    void this.#worker?.terminate()
    this.#end()
  }

  get #seconds(): number {
    return (performance.now() - this.#begun) / 1000
  }
}

function nameOf(view: string, zone: string): string {
  return `${view} ${zone}`
}

function servedOf(loaded: LoadedFace | undefined): ServedFace {
  if (loaded?.served === undefined) return { kind: 'refused' }
  const zone = shared(loaded.served)
  return isOther(loaded) ? { kind: 'other', zone, lines: loaded.lines?.toData() } : { kind: 'file', zone }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
