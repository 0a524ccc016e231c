// The running server: it reads zones by its settings, and answers at its sockets until it closes. A reload or a rollback changes what it
// serves as a whole, from one generation to the next.

import { setTimeout } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { ReloadReport } from '../store/generation/report.ts'
import type { Store } from '../store/store.ts'
import type { WriteKept } from '../supply/loader/keep.ts'
import { traceOf } from '../system/why.ts'
import type { Settings } from '../text/config/settings.ts'
import type { Problem } from '../text/findings/problem.ts'
import { logLimits } from './limits-log.ts'
import { loadParts, type Parts, TICK, tick } from './parts.ts'
import { Publishing, publishedOf } from './publishing.ts'
import { Reloading, type RollBackOptions, type RolledBack } from './reloading.ts'
import { ServerView } from './server-view.ts'
import { Sockets } from './sockets.ts'
import { startThreads } from './udp-workers.ts'
import type { Withdrawn } from './withdraw.ts'

export type ServerOptions = {
  readonly log: Logger
  /** Digest of this program, by default over its code. Kept zones that a program with another digest judged are judged again. */
  readonly program?: string
  /** Writes what is served to the state folder; by default in a thread of its own. */
  readonly writeKept?: WriteKept
  /** Reads the configuration for a reload; by default it stays as it was at the start. */
  readonly readSettings?: () => { readonly settings?: Settings; readonly problems: readonly Problem[] }
  /** What was found in the configuration that the server starts with. */
  readonly problems?: readonly Problem[]
  /** Called when every zone is loaded, before the first socket is bound. */
  readonly beforeBind?: () => void
  /** Called when all sockets are bound, before anything is read from one. */
  readonly onBound?: () => void
}

export class Server extends ServerView {
  /** Takes changes of single faces. */
  readonly store: Store
  readonly #parts: Parts
  readonly #sockets: Sockets
  readonly #reloading: Reloading
  readonly #timers: readonly NodeJS.Timeout[]
  /** #follow() waits for its turn already. */
  #isDue = false

  private constructor(parts: Parts, sockets: Sockets, publishing: Publishing) {
    super(parts, sockets)
    const { store, added } = parts
    this.store = store
    this.#parts = parts
    this.#sockets = sockets
    this.#reloading = new Reloading(parts, () => publishing.publish())
    parts.onEditions.tell = (faces) => publishing.publishFaces(faces)
    added.onDue = () => this.#follow()
    added.start(sockets.bound)
    this.#timers = [setInterval(() => tick(parts), TICK).unref(), logLimits(this, parts.log)]
  }

  /** Serves in one turn all that is due by then: each of thousands of zones calls it when its parent has answered. */
  #follow(): void {
    if (this.#isDue) return
    this.#isDue = true
    const turn = () => {
      this.#isDue = false
      return this.#reloading.follow()
    }
    this.store.alone(turn).catch((error) => {
      this.#parts.log.error(
        { error: traceOf(error) },
        'new keys, children or members cannot take effect because of a bug in Janus: report it with this line',
      )
    })
  }

  /** Resolves once every zone is loaded and every socket answers. Rejects with a ListenError where one cannot be had. */
  static async start(settings: Settings, options: ServerOptions): Promise<Server> {
    const threads = settings.udp === 'portable' ? [] : startThreads(settings.workers)
    try {
      return await Server.#start(settings, options, threads)
    } catch (error) {
      for (const thread of threads) void thread.terminate()
      throw error
    }
  }

  static async #start(settings: Settings, options: ServerOptions, threads: readonly Worker[]): Promise<Server> {
    const parts = await loadParts(settings, options)
    try {
      const published = publishedOf(parts)
      const sockets = await Sockets.bind(parts, { threads, published })
      return new Server(parts, sockets, new Publishing(parts, sockets, published))
    } catch (error) {
      await closeParts(parts)
      throw error
    }
  }

  /** What the last reload said; undefined before the first. */
  get lastReload(): ReloadReport | undefined {
    return this.#reloading.last
  }

  /** What was found in the configuration when it was read last, whether it was taken or not. */
  get configProblems(): readonly Problem[] {
    return this.#reloading.problems ?? this.#parts.problems ?? []
  }

  get reloads(): { readonly good: number; readonly bad: number } {
    return this.#reloading.counts
  }

  /** As Reloading has it, and so the next four. */
  async reload(begin?: () => void): Promise<ReloadReport> {
    const report = await this.#reloading.reload(begin)
    this.#sockets.reloaded(this.latest)
    return report
  }

  async apply(hash: string, begin: () => void, differs: () => Error): Promise<ReloadReport> {
    const report = await this.#reloading.apply(hash, begin, differs)
    this.#sockets.reloaded(this.latest)
    return report
  }

  plan(begin?: () => void): Promise<ReloadReport> {
    return this.#reloading.plan(begin)
  }

  rollBack(number?: number, options?: RollBackOptions): Promise<RolledBack> {
    return this.#reloading.rollBack(number, options)
  }

  withdraw(origin: Uint8Array, isForced = false): Promise<Withdrawn> {
    return this.#reloading.withdraw(origin, isForced)
  }

  /** Writes what is served to the state folder, in the background. Resolves once the next start finds all that it can. */
  keep(): Promise<void> {
    return this.#reloading.keep()
  }

  /** Answers the messages that have come, and stops. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.keeping.stop()
    this.#parts.added.stop()
    this.#parts.dynamic.opened?.stop()
    await this.#sockets.close()
    // A change under way writes to folders that the next process may open.
    await Promise.race([this.store.alone(() => {}), setTimeout(LAST_CHANGE, undefined, { ref: false })])
    const { catalogs, copies } = this.#parts.added.early
    await Promise.all([catalogs?.written(), copies?.files?.written()])
    await closeParts(this.#parts)
  }
}

/** Milliseconds that a change under way may take when the server is to end. */
const LAST_CHANGE = 2_000

async function closeParts({ folding, comparing, succession, closeHistory, kept }: Parts): Promise<void> {
  succession.close()
  folding.close()
  comparing.close()
  await closeHistory()
  await kept.close()
}
