// What is served goes to the state folder, in the background and one writing at a time. What lies there already is not
// written again.

import type { Logger } from 'pino'
import { trimMemory } from '../system/trim-memory.ts'
import type { Candidate } from './generation/candidate.ts'
import { keepZones } from './loader/keep.ts'

export type StateReport = { readonly kept: number; readonly failed: number; readonly reason: string | undefined }

export class Keeping {
  /** What the last writing came to. */
  last: StateReport | undefined
  readonly #log: Logger
  readonly #version: string
  #good: ReadonlySet<string>
  readonly #kept = new WeakSet<SharedArrayBuffer>()
  #running: Promise<void> = Promise.resolve()
  #next: Candidate | undefined
  #trimmed = false

  /** `version`: of this program; `good`: the views that are kept as good already. */
  constructor(log: Logger, version: string, good: ReadonlySet<string>) {
    this.#log = log
    this.#version = version
    this.#good = good
  }

  /** Resolves once it is written, or something newer is. */
  keep(candidate: Candidate): Promise<void> {
    this.#next = candidate
    this.#running = this.#running.then(() => this.#write())
    return this.#running
  }

  async #write(): Promise<void> {
    const candidate = this.#next
    this.#next = undefined
    if (candidate === undefined) return
    const { settings, loaded } = candidate
    const faces = loaded.faces.filter(({ zone }) => zone && !this.#kept.has(zone.image))
    const { good = [] } = loaded
    const news = good.some((identity) => !this.#good.has(identity))
    this.#good = new Set(good)
    try {
      const report = await keepZones(settings, { ...loaded, faces }, { version: this.#version, news })
      this.last = report
      if (report.failed === 0) for (const { zone } of faces) if (zone) this.#kept.add(zone.image)
      this.#tell(report, settings.state.path)
      // What was to be kept was loaded just now; the first time, the whole server was.
      if (report.kept > 0 || !this.#trimmed) await trimMemory()
      this.#trimmed = true
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.last = { kept: 0, failed: faces.length, reason }
      this.#tell(this.last, settings.state.path)
    }
  }

  #tell({ kept, failed, reason }: StateReport, state: string): void {
    if (failed > 0) this.#log.warn({ failed, reason, state }, 'zones could not be kept in the state folder')
    else if (kept > 0) this.#log.debug({ kept }, 'zones kept')
  }
}
