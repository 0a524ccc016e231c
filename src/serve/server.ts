// The running server: settings and zones in, sockets answered until it is closed. What is served changes as a whole, from
// one generation to the next.

import type { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { FaceChange } from '../answer/freshness.ts'
import type { Keyring } from '../keys/keyring.ts'
import { loadLibc } from '../net/batch/libc.ts'
import { BatchSockets } from '../net/batch/listener.ts'
import type { DatagramCounts } from '../net/datagram-desk.ts'
import type { ListenAddress } from '../net/endpoint.ts'
import { listen, type Transport } from '../net/listen.ts'
import type { UdpCounts } from '../net/listener.ts'
import type { TcpCounts } from '../net/tcp-clients.ts'
import { fixedTcpLimits } from '../net/tcp-limits.ts'
import type { TapChannel } from '../observe/tap.ts'
import type { Candidate, FaceState } from '../store/generation/candidate.ts'
import { generationOf } from '../store/generation/generation.ts'
import { type KeptGeneration, publicViews } from '../store/generation/generations.ts'
import { type ReloadReport, refusedWhole } from '../store/generation/report.ts'
import type { History } from '../store/history.ts'
import type { Keeping } from '../store/keeping.ts'
import type { Store } from '../store/store.ts'
import type { Following } from '../store/succession.ts'
import type { LoadedViews } from '../supply/load.ts'
import type { WriteKept } from '../supply/loader/keep.ts'
import type { Settings } from '../text/config/settings.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Generation } from '../views/view.ts'
import type { Zone } from '../zone/zone.ts'
import { logMissed } from './begin-serials.ts'
import type { CatalogLine } from './catalog-lines.ts'
import type { Catalogs } from './catalogs.ts'
import type { SignatureCounts } from './desk/signatures.ts'
import type { TransferCounts } from './desk/transfers.ts'
import type { Downstream } from './downstream.ts'
import { adopted, carried, withFetched } from './editions.ts'
import { facesBehind, logFaces } from './log-faces.ts'
import { loadParts, type Parts, TICK, tick } from './parts.ts'
import { type Prepared, prepareReload } from './prepare.ts'
import { facesChanged, type Published } from './published.ts'
import { RateLimitLog } from './rate-limit-log.ts'
import { ReloadQueue } from './reload-queue.ts'
import type { ResponderOptions } from './responder.ts'
import { accounts, responderOptions } from './responder-options.ts'
import { SignatureLog } from './signature-log.ts'
import { TcpLog } from './tcp-log.ts'
import { TransferLog } from './transfer-log.ts'
import { startThreads, UdpWorkers } from './udp-workers.ts'
import type { Upstream } from './upstream.ts'

export type ServerOptions = {
  readonly log: Logger
  /** Digest of this program, by default as its code is: what another one judged is judged again. */
  readonly program?: string
  /** Where what is served is written to the state folder; by default in a thread of its own. */
  readonly writeKept?: WriteKept
  /** The configuration as it is now, for a reload; by default as it was at the start. */
  readonly readSettings?: () => { readonly settings?: Settings; readonly problems: readonly Problem[] }
  /** Called when every zone is loaded, before the first socket is bound; and when all are, before any is read. */
  readonly beforeBind?: () => void
  readonly onBound?: () => void
}

/** How often the log may tell of clients that come up against limits, in milliseconds. */
const LIMITS_REPORT = 10_000

export class Server {
  /** Of the start: options that hold as long as the process are found here. */
  readonly settings: Settings
  readonly started = new Date()
  /** What the last reload said; undefined before the first. */
  lastReload: ReloadReport | undefined
  readonly keeping: Keeping
  readonly reloads = { good: 0, bad: 0 }
  readonly #parts: Parts
  /** Takes changes of single faces. */
  readonly store: Store
  readonly #transport: Transport
  readonly #workers: UdpWorkers | undefined
  readonly #sockets: BatchSockets | undefined
  #published: Published
  readonly #queue = new ReloadQueue(() => this.#reload())
  readonly #ticker: NodeJS.Timeout
  readonly #reporter: NodeJS.Timeout

  private constructor(
    parts: Parts,
    transport: Transport,
    workers: UdpWorkers | undefined,
    sockets: BatchSockets | undefined,
  ) {
    this.settings = parts.settings
    this.#parts = parts
    this.keeping = parts.keeping
    this.#transport = transport
    this.#workers = workers
    this.#sockets = sockets
    this.#published = firstPublished(parts)
    this.store = parts.store
    parts.onEditions.tell = (faces) => this.#publishFaces(faces)
    parts.downstream.start(transport.bound)
    parts.upstream.use()
    parts.catalogs.consumed.onChange = () => void this.store.alone(() => this.#followCatalogs())
    this.#ticker = setInterval(() => tick(parts), TICK).unref()
    const rateLimits = new RateLimitLog(parts.log)
    const tcp = new TcpLog(parts.log)
    const transfers = new TransferLog(parts.log)
    const signatures = new SignatureLog(parts.log)
    this.#reporter = setInterval(() => {
      rateLimits.report(accounts(), this.viewNames)
      tcp.report(this.tcpCounts)
      transfers.report(this.transferCounts)
      signatures.report(this.signatureCounts)
    }, LIMITS_REPORT).unref()
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
      return await Server.#bind(parts, options, threads)
    } catch (error) {
      await closeParts(parts)
      throw error
    }
  }

  static async #bind(parts: Parts, options: ServerOptions, threads: readonly Worker[]): Promise<Server> {
    const { log } = options
    const { settings, respond, desk } = parts
    options.beforeBind?.()
    const tcp = { ...fixedTcpLimits, ...settings.tcp }
    const libc = settings.udp === 'portable' ? 'the configuration wants it' : await loadLibc()
    if (typeof libc === 'string') {
      for (const thread of threads) void thread.terminate()
      log.info({ udp: 'portable', reason: libc }, 'UDP is served one datagram at a time')
      const transport = await listen(settings.listen, respond, { tcp, desk })
      options.onBound?.()
      return new Server(parts, transport, undefined, undefined)
    }
    const sockets = new BatchSockets(libc, settings.workers)
    const transport = await listen(settings.listen, respond, {
      tcp,
      desk,
      instead: { udp: sockets.listen },
      wildcards: true,
    })
    try {
      options.onBound?.()
      const workers = await UdpWorkers.start(
        {
          threads,
          sockets: sockets.byWorker,
          rings: sockets.rings,
          onHanded: (worker) => sockets.called(worker),
          taps: sockets.byWorker.map((_, i) =>
            parts.taps.map(({ filter, rings }) => ({ filter, ring: rings[i + 1]! })),
          ),
          onDeath: (reason) => log.error({ reason }, 'a UDP worker died and is replaced'),
          onFault: parts.onFault,
        },
        firstPublished(parts),
      )
      log.info({ udp: 'batch', workers: settings.workers }, 'UDP is served in batches')
      return new Server(parts, transport, workers, sockets)
    } catch (error) {
      await transport.close()
      throw error
    }
  }

  /** Addresses that are listened on, ports as they came out. */
  get bound(): readonly ListenAddress[] {
    return this.#transport.bound
  }

  /** Zones that are served as their files have them, and zone faces that are configured. */
  get zones(): { readonly good: number; readonly configured: number } {
    const { states } = this.current.candidate
    return { good: states.filter((state) => state === 'current').length, configured: states.length }
  }

  /** Zone faces of which something is served, whatever their files say. */
  get served(): number {
    return this.current.candidate.states.filter((state) => !NOTHING_SERVED.has(state)).length
  }

  /** What has changed since earlier serials of each face. */
  get history(): History {
    return this.#parts.history
  }

  get servedSince(): WeakMap<Zone, Date> {
    return this.#parts.generations.servedSince
  }

  get current(): KeptGeneration {
    return this.#parts.generations.current
  }

  /** Of the last reload that was not refused: options that tell how the server is run are found here. */
  get latest(): Settings {
    return this.#parts.generations.latest
  }

  /** How queries are answered now. */
  get answering(): ResponderOptions {
    // Connections keep the timeout that they were begun with.
    return { ...responderOptions(this.current.candidate.settings), idleTimeout: this.settings.tcp.idleTimeout }
  }

  /** Oldest first. */
  get generations(): readonly KeptGeneration[] {
    return this.#parts.generations.list
  }

  /** What is served, views in the order of the settings that belong to it. */
  get explained(): { settings: Settings; loaded: LoadedViews; generation: Generation } {
    const { settings, loaded } = this.current.candidate
    return { settings, loaded, generation: generationOf(settings, loaded, this.current.number) }
  }

  /** Names of the views by the number under which they are counted. */
  get viewNames(): readonly string[] {
    return this.#parts.generations.viewNames
  }

  /** The counters of all threads. */
  get counters(): readonly SharedArrayBuffer[] {
    return [this.#parts.counters.buffer, ...(this.#workers?.counters ?? [])]
  }

  /** What the main thread received and sent; what workers did is among their counters. */
  get udpCounts(): readonly Readonly<UdpCounts>[] {
    return this.#transport.udpCounts
  }

  get tcpCounts(): Readonly<TcpCounts> {
    return this.#transport.tcpCounts
  }

  /** Of datagrams that the desk answers. */
  get datagramCounts(): Readonly<DatagramCounts> {
    const { counts } = this.#transport.datagrams
    return { ...counts, dropped: counts.dropped + (this.#sockets?.dropped ?? 0) }
  }

  /** The secondaries. */
  get upstream(): Upstream {
    return this.#parts.upstream
  }

  get downstream(): Downstream {
    return this.#parts.downstream
  }

  /** Those that are made here, and those that are followed. */
  get catalogs(): Catalogs {
    return this.#parts.catalogs
  }

  /** The same, for people. */
  get catalogLines(): readonly CatalogLine[] {
    const { catalogs, upstream } = this.#parts
    return catalogs.lines(this.current.candidate.settings, this.latest, upstream.status)
  }

  get transferCounts(): Readonly<TransferCounts> {
    return this.#parts.transfers.counts
  }

  get signatureCounts(): Readonly<SignatureCounts> {
    return this.#parts.signatures.counts
  }

  get keyring(): Keyring {
    return this.#parts.keys.keyring()
  }

  /** Of whole zones, kept for who fetches them next. */
  get renderedZones(): { readonly octets: number; readonly limit: number } {
    return this.#parts.transfers.rendered
  }

  get workers(): { readonly running: number; readonly restarts: number } {
    return { running: this.#workers?.running ?? 0, restarts: this.#workers?.restarts ?? 0 }
  }

  /** False where a worker has shown no sign of life for a while. */
  isAlive(): boolean {
    return this.#workers?.isAlive() ?? true
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
    return this.#queue.alone(async () => {
      const kept = await this.store.alone(() => {
        begin()
        return this.#rollBack(number)
      })
      if (typeof kept === 'string') return kept
      const { number: generation, content } = kept
      this.#parts.log.warn(
        { generation, content, ...facesBehind(kept.candidate) },
        'rolled back, until the next reload',
      )
      return kept
    })
  }

  async #rollBack(number: number | undefined): Promise<KeptGeneration | string> {
    const { generations, succession, catalogs } = this.#parts
    const target = generations.earlier(number)
    if (typeof target === 'string') return target
    const listed = catalogs.applied(target.candidate, this.latest.catalogs)
    const following = await succession.settle(this.current.candidate, withFetched(listed, this.current.candidate), {
      isRollback: true,
    })
    await succession.record(following)
    const commit = await catalogs.produced.prepare(following.candidate.settings, this.latest)
    const candidate = await adopted(following.candidate, this.current.candidate, this.store)
    const kept = generations.rollBack(target, candidate)
    succession.done(following)
    commit()
    this.#publish(kept)
    logMissed(this.#parts.log, following.missed)
    return kept
  }

  /** Writes what is served to the state folder, in the background. */
  keep(): void {
    const { candidate } = this.current
    void this.keeping.keep(candidate).then(() => this.#parts.succession.complete(candidate))
  }

  /** For the query log. */
  get queryTap(): TapChannel {
    return this.#parts.taps[0]!
  }

  /** For dnstap; undefined where the configuration does not want it. */
  get dnstapTap(): TapChannel | undefined {
    return this.#parts.taps[1]
  }

  /** Answers what has come, and stops. */
  async close(): Promise<void> {
    clearInterval(this.#ticker)
    clearInterval(this.#reporter)
    this.keeping.stop()
    this.#parts.downstream.stop()
    this.#parts.upstream.stop()
    await this.#workers?.close()
    this.#sockets?.drain()
    await this.#transport.close()
    await closeParts(this.#parts)
  }

  async #reload(): Promise<ReloadReport> {
    const begun = performance.now()
    const prepared = await this.#prepare().catch((error) => this.#failed(error))
    const { report, following } = prepared
    if (following) logFaces(this.#parts.log, following.candidate)
    if (following)
      await this.store.alone(async () => {
        await this.#switchTo(prepared, following)
        await this.#followCatalogs()
        await this.store.restoreAgain()
      })
    if (report.outcome === 'switched' || report.outcome === 'unchanged') this.#parts.keys.use(this.latest)
    const done = { ...report, generation: this.current.number, seconds: (performance.now() - begun) / 1000 }
    this.lastReload = done
    this.reloads[done.good ? 'good' : 'bad']++
    return done
  }

  async #switchTo({ report: { outcome }, before, made, generation }: Prepared, prepared: Following): Promise<void> {
    const { generations, succession, catalogs, log } = this.#parts
    // Faces may have changed since the candidate was made.
    const isLatest = before === this.current.candidate
    const following = isLatest ? prepared : await succession.settle(this.current.candidate, await this.#carry(made!))
    const { candidate } = following
    if (outcome === 'switched' && generation) {
      await succession.record(following)
      const commit = await catalogs.produced.prepare(candidate.settings, candidate.settings)
      const kept = generations.add(candidate, isLatest ? generation : generations.generationOf(candidate))
      succession.done(following)
      commit()
      catalogs.consumed.use(this.latest)
      this.#publish(kept)
      logMissed(log, following.missed)
      this.keep()
    } else if (outcome === 'unchanged') {
      const commit = await catalogs.produced.prepare(candidate.settings, candidate.settings)
      generations.refresh(candidate)
      commit()
      catalogs.consumed.use(this.latest)
      // Other rules may have judged it.
      this.keep()
      this.#parts.downstream.switched(this.current.generation)
      this.#parts.upstream.use()
    } else generations.refuse(candidate)
  }

  /** A fault of ours in the middle of a reload: what is served is served on. */
  #failed(error: unknown): Prepared {
    this.#parts.log.error(
      { error: error instanceof Error ? error.stack : String(error) },
      'a reload met a fault of ours: report it with this line',
    )
    return {
      report: refusedWhole(
        this.current.number,
        'it met a fault of ours, and nothing was changed; report it with its line in the log',
      ),
    }
  }

  #prepare(planned = false): Promise<Prepared> {
    return prepareReload(this.#parts, this.settings, { planned, carry: this.#carry })
  }

  readonly #carry = (candidate: Candidate) =>
    carried(this.#parts.catalogs.applied(candidate), this.current.candidate, this.store)

  async #followCatalogs(): Promise<void> {
    const { catalogs, generations, log } = this.#parts
    try {
      await catalogs.follow({ generations, publish: (kept) => this.#publish(kept) })
    } catch (error) {
      const reason = error instanceof Error ? error.stack : String(error)
      log.error({ reason }, 'a catalog met a fault of ours: report it with this line')
    }
  }

  /** These are others than before; all else stays as it is. */
  #publishFaces(faces: readonly FaceChange[]): void {
    const { generation } = this.current
    this.#published = { ...this.#published, generation }
    this.#parts.responder.change(generation, faces)
    this.#parts.transfers.rendered.keepServed(generation)
    this.#workers?.publish(this.#published, faces)
    for (const { view, member } of faces) {
      const { name, zones } = generation.views[view]!
      this.#parts.downstream.edited(name, zones.members[member]!.apex)
    }
  }

  #publish(kept: KeptGeneration): void {
    const { responder, counters } = this.#parts
    const before = this.#published
    const published = { generation: kept.generation, publicViews: publicViews(kept), options: this.answering }
    this.#published = published
    const faces = facesChanged(before, published)
    if (faces) responder.change(published.generation, faces)
    else {
      responder.use(published.generation, published.options)
      counters.setPublicViews(published.publicViews)
    }
    this.#parts.transfers.rendered.keepServed(published.generation)
    this.#workers?.publish(published, faces)
    this.#parts.downstream.switched(before.generation)
    this.#parts.upstream.use()
  }
}

const NOTHING_SERVED: ReadonlySet<FaceState> = new Set(['refused', 'waiting', 'expired'])

/** Nothing holds it back. */
function always(): void {}

async function closeParts({ folding, comparing, succession, closeHistory, kept }: Parts): Promise<void> {
  succession.close()
  folding.close()
  comparing.close()
  await closeHistory()
  await kept.close()
}

function firstPublished({ generations, settings }: Parts): Published {
  const { current } = generations
  return { generation: current.generation, publicViews: publicViews(current), options: responderOptions(settings) }
}
