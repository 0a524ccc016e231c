// Writes what the server serves to the state folder, in the background and one write at a time. It skips faces that lie there already.

import type { Logger } from 'pino'
import { rulesFor } from '../check/ruleset.ts'
import { judgeOf } from '../supply/judge.ts'
import { configuredFiles, goodViews, type LoadedFace } from '../supply/load.ts'
import { keepZones, type WriteKept, writeAside } from '../supply/loader/keep.ts'
import { trimMemory } from '../system/trim-memory.ts'
import { whyOf } from '../system/why.ts'
import { severitiesOf } from '../text/config/severities.ts'
import type { Candidate } from './generation/candidate.ts'

export type StateReport = { readonly kept: number; readonly failed: number; readonly reason: string | undefined }

export type KeepingOptions = {
  /** The program's digest. */
  readonly program: string
  /** The views that the state folder has as good already. */
  readonly good: ReadonlySet<string>
  readonly writeKept?: WriteKept | undefined
}

export class Keeping {
  /** The result of the last write. */
  last: StateReport | undefined
  readonly #log: Logger
  readonly #program: string
  /** The folder as of the start, which is locked, whatever the configuration says since. */
  readonly #state: string
  readonly #writeKept: WriteKept
  #good: ReadonlySet<string>
  /** The state folder's faces, by view and zone. */
  readonly #kept: Map<string, Kept>
  #running: Promise<void> = Promise.resolve()
  #next: Candidate | undefined
  #trimmed = false
  readonly #stop = new AbortController()

  /** `started`: the candidate served first. */
  constructor(log: Logger, { program, good, writeKept = writeAside }: KeepingOptions, started: Candidate) {
    this.#log = log
    this.#program = program
    this.#state = started.settings.state.path
    this.#writeKept = writeKept
    this.#good = good
    this.#kept = keptOf(
      started.loaded.faces.filter(({ inState }) => inState),
      this.#judgeOf(started),
    )
  }

  /** Resolves once the candidate, or a newer one, is written. */
  keep(candidate: Candidate): Promise<void> {
    this.#next = candidate
    this.#running = this.#running.then(() => this.#write())
    return this.#running
  }

  /** Stops in the middle of a write: the next start makes up for it. */
  stop(): void {
    this.#stop.abort()
  }

  async #write(): Promise<void> {
    const candidate = this.#next
    this.#next = undefined
    if (candidate === undefined || this.#stop.signal.aborted) return
    const { loaded } = candidate
    const wanted = loaded.faces.filter(({ zone }) => zone !== undefined)
    const judged = this.#judgeOf(candidate)
    const faces = wanted.filter((face) => !isKept(face, this.#kept.get(keyOf(face)), judged))
    const good = goodViews(loaded)
    const news = good.some((identity) => !this.#good.has(identity))
    this.#good = new Set(good)
    try {
      const report = await keepZones(
        { ...loaded, faces },
        {
          ...{ write: this.#writeKept, state: this.#state, program: this.#program, judged, news },
          stop: this.#stop.signal,
        },
      )
      this.last = report
      // A refused face keeps its last good version in the state folder.
      if (report.failed === 0) for (const [key, kept] of keptOf(faces, judged)) this.#kept.set(key, kept)
      this.#tell(report)
      // Reading zones leaves unused memory behind: here that of a reload, the first time that of the whole start.
      if (report.kept > 0 || !this.#trimmed) await trimMemory()
      this.#trimmed = true
    } catch (error) {
      const reason = whyOf(error)
      this.last = { kept: 0, failed: faces.length, reason }
      this.#tell(this.last)
    }
  }

  #judgeOf({ settings }: Candidate): string {
    return judgeOf(rulesFor('load', severitiesOf(settings.rules)), this.#program) ?? ''
  }

  #tell({ kept, failed, reason }: StateReport): void {
    if (failed > 0)
      this.#log.warn({ failed, reason, state: this.#state }, 'zones could not be written to the state folder')
    else if (kept > 0) this.#log.debug({ kept }, 'zones kept')
  }
}

type Kept = { readonly image: WeakRef<SharedArrayBuffer>; readonly configured: string; readonly judged: string }

function keptOf(faces: readonly LoadedFace[], judged: string): Map<string, Kept> {
  return new Map(
    faces.map((face) => {
      return [keyOf(face), { image: new WeakRef(face.zone!.image), configured: configuredOf(face), judged }]
    }),
  )
}

function isKept(face: LoadedFace, kept: Kept | undefined, judged: string): boolean {
  if (kept?.judged !== judged) return false
  return kept.image.deref() === face.zone!.image && kept.configured === configuredOf(face)
}

function keyOf({ face, name }: LoadedFace): string {
  return `${face.viewName} ${name}`
}

function configuredOf({ face, clients }: LoadedFace): string {
  return [clients, ...configuredFiles(face)].join('\0')
}
