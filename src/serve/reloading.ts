// What a person makes of the running server: reloads, plans of reloads, rollbacks; one at a time, each whole or not at all.

import type { Candidate } from '../store/generation/candidate.ts'
import type { KeptGeneration } from '../store/generation/generations.ts'
import { type ReloadReport, refusedWhole } from '../store/generation/report.ts'
import type { Following } from '../store/succession.ts'
import { traceOf } from '../system/why.ts'
import type { Settings } from '../text/config/settings.ts'
import { logMissed } from './begin-serials.ts'
import { adopted, carried, overlaid, withFetched } from './editions.ts'
import { facesBehind, logFaces } from './log-faces.ts'
import type { Parts } from './parts.ts'
import { type Prepared, prepareReload } from './prepare.ts'
import { ReloadQueue } from './reload-queue.ts'
import { type Withdrawn, withdraw } from './withdraw.ts'

export class Reloading {
  /** What the last reload said; undefined before the first. */
  last: ReloadReport | undefined
  readonly counts = { good: 0, bad: 0 }
  readonly #parts: Parts
  readonly #publish: () => void
  /** Of the overlay, when the last candidate was laid under it. */
  #revision = 0
  readonly #queue = new ReloadQueue(() => this.#reload())

  constructor(parts: Parts, publish: () => void) {
    this.#parts = parts
    this.#publish = publish
  }

  /**
   * Reads configuration and zones anew, and switches to what is good. Asked during a reload, it waits for the next, which it
   * shares. With `begin` it waits for a turn of its own, and rejects without a reload where that throws then.
   */
  reload(begin?: () => void): Promise<ReloadReport> {
    if (begin === undefined) return this.#queue.ask()
    return this.#queue.alone(() => {
      begin()
      return this.#reload()
    })
  }

  /** What a reload would do now. Nothing changes. Rejects where `begin`, called at its turn, throws. */
  plan(begin: () => void = always): Promise<ReloadReport> {
    return this.#queue.alone(async () => {
      begin()
      return (await this.#prepare(true)).report
    })
  }

  /** Serves an earlier generation until the next reload; a sentence where it is not to be had. Rejects where `begin` throws. */
  rollBack(number?: number, begin: () => void = always): Promise<KeptGeneration | string> {
    const { store, log } = this.#parts
    return this.#queue.alone(async () => {
      const kept = await store.alone(() => {
        begin()
        return this.#rollBack(number)
      })
      if (typeof kept === 'string') return kept
      const { number: generation, content } = kept
      log.warn({ generation, content, ...facesBehind(kept.candidate) }, 'rolled back, until the next reload')
      return kept
    })
  }

  /** A zone that is not under `sign` any more comes to be served unsigned, where nobody has a DS of it. */
  withdraw(origin: Uint8Array): Promise<Withdrawn> {
    return withdraw(this.#parts, this.#publish, origin)
  }

  /** Writes what is served to the state folder, in the background. */
  keep(): void {
    const { keeping, succession } = this.#parts
    const { candidate } = this.#current
    void keeping.keep(candidate).then(() => succession.complete(candidate))
  }

  /** What parts have found due becomes what is served. Call it while no change is on its way. */
  follow(): Promise<void> {
    const { added, generations } = this.#parts
    return added.follow({ generations, publish: this.#publish })
  }

  get #current(): KeptGeneration {
    return this.#parts.generations.current
  }

  async #rollBack(number: number | undefined): Promise<KeptGeneration | string> {
    const { generations, succession, added, store, dynamic, log } = this.#parts
    const target = generations.earlier(number)
    if (typeof target === 'string') return target
    const listed = added.applied(target.candidate, generations.latest)
    const fetched = withFetched(listed, this.#current.candidate)
    const layered = await overlaid(fetched, this.#current.candidate, dynamic.overlay)
    const following = await succession.settle(this.#current.candidate, layered, { isRollback: true })
    await succession.record(following)
    const commit = await added.prepare(following.candidate.settings, generations.latest)
    const candidate = await adopted(following.candidate, this.#current.candidate, store)
    const shown = await added.show(candidate, generations.latest)
    const kept = generations.rollBack(target, candidate)
    succession.done(following)
    shown()
    commit()
    this.#publish()
    dynamic.opened?.settled()
    logMissed(log, following.missed)
    return kept
  }

  async #reload(): Promise<ReloadReport> {
    const { store, log } = this.#parts
    const begun = performance.now()
    const prepared = await this.#prepare().catch((error) => this.#failed(error))
    const { report, following } = prepared
    if (following) {
      logFaces(log, following.candidate)
      await store.alone(async () => {
        await this.#switchTo(prepared, following)
        await this.follow()
        await store.restoreAgain()
        this.#parts.dynamic.opened?.settled()
      })
    }
    const done = { ...report, generation: this.#current.number, seconds: (performance.now() - begun) / 1000 }
    this.last = done
    this.counts[done.good ? 'good' : 'bad']++
    return done
  }

  async #switchTo({ report: { outcome }, before, made, generation }: Prepared, prepared: Following): Promise<void> {
    const { generations, succession, added, dynamic, log } = this.#parts
    // Faces may have changed since the candidate was made; or it has what the disk has refused since, and nobody was shown.
    const isLatest = before === this.#current.candidate && this.#revision === dynamic.overlay.revision
    const following = isLatest ? prepared : await succession.settle(this.#current.candidate, await this.#carry(made!))
    const { candidate } = following
    if (outcome === 'switched' && generation) {
      await succession.record(following)
      const commit = await added.prepare(candidate.settings, candidate.settings)
      const shown = await added.show(candidate, candidate.settings)
      // It may have been made before its zones were signed.
      const isFinal = isLatest && added.early.signing === undefined
      generations.add(candidate, isFinal ? generation : generations.generationOf(candidate))
      succession.done(following)
      shown()
      commit()
      this.#use(generations.latest)
      this.#publish()
      logMissed(log, following.missed)
      this.keep()
    } else if (outcome === 'unchanged') {
      const commit = await added.prepare(candidate.settings, candidate.settings)
      generations.refresh(candidate)
      commit()
      this.#use(generations.latest)
      // Other rules may have judged it.
      this.keep()
      added.switched(this.#current.generation)
    } else generations.refuse(candidate)
  }

  /** Keys first: others are asked and told with them. */
  #use(latest: Settings): void {
    this.#parts.keys.use(latest)
    this.#parts.added.use(latest)
  }

  /** A fault of ours in the middle of a reload: what is served is served on. */
  #failed(error: unknown): Prepared {
    this.#parts.log.error({ error: traceOf(error) }, 'a reload met a fault of ours: report it with this line')
    return {
      report: refusedWhole(
        this.#current.number,
        'it met a fault of ours, and nothing was changed; report it with its line in the log',
      ),
    }
  }

  #prepare(planned = false): Promise<Prepared> {
    return prepareReload(this.#parts, this.#parts.settings, { planned, carry: this.#carry })
  }

  readonly #carry = async (candidate: Candidate): Promise<Candidate> => {
    const { added, store, dynamic } = this.#parts
    this.#revision = dynamic.overlay.revision
    const running = this.#current.candidate
    return overlaid(await carried(added.applied(candidate), running, store), running, dynamic.overlay)
  }
}

/** Nothing holds it back. */
function always(): void {}
