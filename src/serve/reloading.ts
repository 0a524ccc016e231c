// What a person does to the running server: reloads, plans of reloads, rollbacks; one at a time, each whole or not at all.

import type { Said } from '../dns/said.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { PublishedGeneration } from '../store/generation/generations.ts'
import { type RefusedFace, type ReloadReport, refusedWhole } from '../store/generation/report.ts'
import { say } from '../store/says.ts'
import type { Following } from '../store/succession.ts'
import { loaders } from '../supply/loader/loaders.ts'
import { madeApart } from '../supply/loader/make-job.ts'
import type { MakeElsewhere } from '../supply/pipeline.ts'
import type { ReadZone } from '../supply/read-zone.ts'
import { inSlices } from '../supply/slices.ts'
import { traceOf } from '../system/why.ts'
import type { CanaryFailure } from '../text/config/canary.ts'
import type { Settings } from '../text/config/settings.ts'
import type { FaceSetting } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import { logMissed } from './begin-serials.ts'
import { failingCanaries } from './canaries.ts'
import { adopted, carried, overlaid, withFetched } from './carried.ts'
import { tellingLayers } from './leaking-layers.ts'
import { facesBehind, logFaces } from './log-faces.ts'
import { withMade } from './made-faces.ts'
import { besideLeaks, isCopyForAll, logTelling, tellingMade } from './newly-public.ts'
import type { Parts } from './parts.ts'
import { type Prepared, type PrepareOptions, prepareReload } from './prepare.ts'
import { ReloadQueue } from './reload-queue.ts'
import { responderOptions } from './responder-options.ts'
import { raiseUnsigned } from './unsigned-serials.ts'
import { type Withdrawn, withdraw } from './withdraw.ts'

export type RollBackOptions = {
  readonly begin?: (() => void) | undefined
  /** Roll back even where canaries get wrong answers. */
  readonly isForced?: boolean | undefined
}

/** The generation that is served now; or why there is no such generation; or the canaries that would get wrong answers. */
export type RolledBack = PublishedGeneration | Said | { readonly canaries: readonly CanaryFailure[] }

export class Reloading {
  /** What the last reload said; undefined before the first. */
  last: ReloadReport | undefined
  /** Problems of the configuration when a reload read it last. */
  problems: readonly Problem[] | undefined
  readonly counts = { good: 0, bad: 0 }
  readonly #parts: Parts
  readonly #publish: () => void
  /** The overlay's revision when the last candidate was made. */
  #revision = 0
  /** The faces that were made of others for the last candidate. */
  readonly #made = new Map<FaceSetting, ReadZone>()
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

  /**
   * Does what a plan has shown. It makes the plan anew; where that has another hash, it rejects with what `differs` gives and changes
   * nothing.
   */
  apply(hash: string, begin: () => void, differs: () => Error): Promise<ReloadReport> {
    return this.#queue.alone(() => {
      begin()
      return this.#reload((report) => {
        if (report.hash !== hash) throw differs()
      })
    })
  }

  /** What a reload would do now. Nothing changes. Rejects where `begin`, called at its turn, throws. */
  plan(begin: () => void = always): Promise<ReloadReport> {
    return this.#queue.alone(async () => {
      begin()
      return (await this.#prepare(true)).report
    })
  }

  /** Serves an earlier generation until the next reload, or says why not. Rejects where `begin` throws. */
  rollBack(number?: number, { begin = always, isForced = false }: RollBackOptions = {}): Promise<RolledBack> {
    const { store, log } = this.#parts
    return this.#queue.alone(async () => {
      const kept = await store.alone(() => {
        begin()
        return this.#rollBack(number, isForced)
      })
      if ('code' in kept || 'canaries' in kept) return kept
      const { number: generation, content } = kept
      log.warn({ generation, content, ...facesBehind(kept.candidate) }, 'rolled back, until the next reload')
      return kept
    })
  }

  /** Serves a zone unsigned that is not under `sign` any more, once no parent and no cache has its DS. */
  withdraw(origin: Uint8Array, isForced: boolean): Promise<Withdrawn> {
    return withdraw(this.#parts, this.#publish, origin, isForced)
  }

  /** Writes what is served to the state folder, in the background. */
  async keep(): Promise<void> {
    const { keeping, succession } = this.#parts
    const { candidate } = this.#current
    await keeping.keep(candidate)
    await succession.complete(candidate)
  }

  /** Serves what parts have found due. Call it while no change is on its way. */
  follow(): Promise<void> {
    const { added, generations } = this.#parts
    return added.follow({ generations, publish: this.#publish })
  }

  get #current(): PublishedGeneration {
    return this.#parts.generations.current
  }

  async #rollBack(number: number | undefined, isForced: boolean): Promise<RolledBack> {
    const { generations, succession, added, store, dynamic, comparing, log } = this.#parts
    const target = generations.earlier(number)
    if ('code' in target) return target
    const listed = added.applied(target.candidate, generations.latest)
    const fetched = await this.#putBack(withFetched(listed, this.#current.candidate))
    const running = this.#current.candidate
    const layered = await overlaid(fetched, running, dynamic.overlay)
    const made = await withMade(layered, running, { make, comparing, overlay: dynamic.overlay }, 'all')
    const following = await succession.settle(running, made, { isRollback: true })
    const telling = await this.#tellingCome(following.candidate, running)
    logTelling(log, telling)
    if (telling.length > 0 && !isForced) return say('rollback-leak')
    const wrong = this.#failing(following.candidate)
    if (wrong.length > 0 && !isForced) return { canaries: wrong }
    if (wrong.length > 0) log.error({ canaries: wrong }, 'canaries get wrong answers after a rollback with --force')
    await succession.record(following)
    const commit = await added.prepare(following.candidate.settings, generations.latest)
    const candidate = await adopted(following.candidate, this.#current.candidate, store)
    const shown = await added.show(candidate, generations.latest, running)
    const kept = generations.rollBack(target, candidate)
    succession.done(following)
    shown()
    commit()
    this.#parts.history.use(candidate.settings.views)
    this.#publish()
    dynamic.opened?.settled()
    logMissed(log, following.missed)
    return kept
  }

  /** The canaries of the latest configuration that would get wrong answers: they hold for any generation. */
  #failing(candidate: Candidate): readonly CanaryFailure[] {
    const { generations } = this.#parts
    const { canaries } = generations.latest.operations
    return failingCanaries(canaries, generations.generationOf(candidate), responderOptions(candidate.settings))
  }

  /** `approve` gets the plan, and throws where the reload is not to be done. */
  async #reload(approve?: (report: ReloadReport) => void): Promise<ReloadReport> {
    const { store, log } = this.#parts
    const begun = performance.now()
    let read: readonly Problem[] | undefined
    const onRead = (problems: readonly Problem[]) => {
      read = problems
    }
    const prepared = await this.#prepare(approve !== undefined, onRead).catch((error) => this.#failed(error))
    approve?.(prepared.report)
    logTelling(log, prepared.leaks ?? NOTHING)
    this.problems = read ?? this.problems
    const { report, following } = prepared
    let late: Partial<ReloadReport> | undefined
    if (following) {
      logFaces(log, following.candidate)
      await store.alone(async () => {
        late = await this.#switchTo(prepared, following)
        await this.follow()
        await store.restoreAgain((name) => !isCopyForAll(this.#current.candidate, name))
        // A candidate that is refused was judged, and what is served was not.
        if ((late?.outcome ?? report.outcome) === 'refused') this.#parts.dynamic.opened?.remade()
        else this.#parts.dynamic.opened?.settled()
      })
      await raiseUnsigned(this.#parts)
    }
    const done = { ...report, ...late, generation: this.#current.number, seconds: (performance.now() - begun) / 1000 }
    this.last = done
    this.counts[done.good ? 'good' : 'bad']++
    return done
  }

  /** Switches to what was prepared. Gives the fields of the report that have changed since. */
  async #switchTo(
    { report, before, made, generation }: Prepared,
    prepared: Following,
  ): Promise<Partial<ReloadReport> | undefined> {
    const { outcome } = report
    const { generations, succession, added, dynamic, log } = this.#parts
    // Since the candidate was made, faces may have changed, or the disk may have refused a change that the candidate has.
    const isLatest = before === this.#current.candidate && this.#revision === dynamic.overlay.revision
    const following = isLatest
      ? prepared
      : await succession.settle(this.#current.candidate, await this.#carryAgain(made!))
    const { candidate } = following
    const telling =
      isLatest || outcome === 'refused' ? NOTHING : await this.#telling(candidate, this.#current.candidate)
    logTelling(log, telling)
    if (telling.length > 0) {
      generations.refuse(candidate)
      const refused = besideLeaks(report.refused, telling)
      return { outcome: 'refused', good: false, reason: say('reload-leak'), refused }
    }
    if (outcome === 'switched' && generation) {
      await succession.record(following)
      const commit = await added.prepare(candidate.settings, candidate.settings)
      const shown = await added.show(candidate, candidate.settings, this.#current.candidate)
      // With signing, the prepared generation shows zones as they were before show() signed them.
      const isFinal = isLatest && added.early.signing === undefined
      generations.add(candidate, isFinal ? generation : generations.generationOf(candidate))
      succession.done(following)
      shown()
      commit()
      this.#parts.history.use(candidate.settings.views)
      this.#use(generations.latest)
      this.#publish()
      logMissed(log, following.missed)
      void this.keep()
    } else if (outcome === 'unchanged') {
      const commit = await added.prepare(candidate.settings, candidate.settings)
      generations.refresh(candidate)
      commit()
      this.#use(generations.latest)
      // Other rules may have judged it.
      void this.keep()
      added.switched(this.#current.generation)
    } else generations.refuse(candidate)
    return undefined
  }

  async #telling(candidate: Candidate, running: Candidate): Promise<readonly RefusedFace[]> {
    return [...(await this.#tellingCome(candidate, running)), ...(await inSlices(tellingMade(candidate, running)))]
  }

  async #tellingCome(candidate: Candidate, running: Candidate): Promise<readonly RefusedFace[]> {
    const { added, dynamic } = this.#parts
    const come = (await added.late.upstream?.telling(candidate, running)) ?? NOTHING
    return [...come, ...tellingLayers(candidate, running, dynamic.overlay)]
  }

  async #putBack(candidate: Candidate): Promise<Candidate> {
    return (await this.#parts.added.late.upstream?.putBack(candidate)) ?? candidate
  }

  /** Keys first: parts sign with them. */
  #use(latest: Settings): void {
    this.#parts.keys.use(latest)
    this.#parts.added.use(latest)
  }

  /** A fault of ours in the middle of a reload: what is served is served on. */
  #failed(error: unknown): Prepared {
    this.#parts.log.error(
      { error: traceOf(error) },
      'a reload failed because of a bug in Janus: report it with this line',
    )
    return {
      report: refusedWhole(this.#current.number, say('reload-fault')),
    }
  }

  #prepare(planned = false, onRead?: PrepareOptions['onRead']): Promise<Prepared> {
    return prepareReload(this.#parts, this.#parts.settings, {
      ...{ planned, carry: this.#carry, onRead },
      telling: (candidate, running) => this.#telling(candidate, running),
    })
  }

  readonly #carry = (candidate: Candidate): Promise<Candidate> => {
    this.#made.clear()
    return this.#carried(candidate, async (settings, all, lastGood, only) => {
      const made = await make(settings, all, lastGood, only)
      for (const [face, read] of made) this.#made.set(face, read)
      return made
    })
  }

  /** Takes made faces as they were made for the first try: all changes wait for this. Remaking follows soon. */
  #carryAgain(candidate: Candidate): Promise<Candidate> {
    this.#parts.added.late.remaking?.changedAll()
    return this.#carried(candidate, (_settings, _all, _lastGood, only) => {
      const known = (only?.faces ?? []).filter((face) => this.#made.has(face))
      return Promise.resolve(new Map(known.map((face) => [face, this.#made.get(face)!])))
    })
  }

  async #carried(candidate: Candidate, make: MakeElsewhere): Promise<Candidate> {
    const { added, store, dynamic, comparing } = this.#parts
    const { overlay } = dynamic
    this.#revision = overlay.revision
    const running = this.#current.candidate
    const carrying = await this.#putBack(await carried(added.applied(candidate), running, store))
    return withMade(await overlaid(carrying, running, overlay), running, { make, comparing, overlay, isReload: true })
  }
}

const make = madeApart(loaders.read, true)

const NOTHING: readonly RefusedFace[] = []

/** Lets every reload begin. */
function always(): void {}
