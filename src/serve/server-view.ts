// What the console, the API and `janus status` read of a running server: what it serves, since when, out of what, and its counters.

import type { Keyring } from '../keys/keyring.ts'
import type { DatagramCounts } from '../net/datagram-desk.ts'
import type { ListenAddress } from '../net/endpoint.ts'
import type { UdpCounts } from '../net/listener.ts'
import type { ProxyCounts } from '../net/proxy/proxies.ts'
import type { TcpCounts } from '../net/tcp-clients.ts'
import type { CertificateState } from '../net/tls/certificates.ts'
import type { TapChannel } from '../observe/tap.ts'
import type { Updates } from '../observe/updates.ts'
import type { Signing } from '../signing/signing.ts'
import type { FaceState } from '../store/generation/candidate.ts'
import { generationOf } from '../store/generation/generation.ts'
import type { PublishedGeneration } from '../store/generation/generations.ts'
import type { History } from '../store/history.ts'
import type { Keeping } from '../store/keeping.ts'
import type { Leases } from '../store/leases/leases.ts'
import type { LoadedViews } from '../supply/load.ts'
import type { Settings } from '../text/config/settings.ts'
import type { Generation } from '../views/view.ts'
import type { Zone } from '../zone/zone.ts'
import type { AuditTrail } from './audit-trail.ts'
import type { CatalogCount, CatalogLine } from './catalog-lines.ts'
import type { SignatureCounts } from './desk/signature-counts.ts'
import { RENDERED_LIMIT, type TransferCounts } from './desk/transfer-counts.ts'
import type { DoorCounts } from './door-counts.ts'
import type { Downstream } from './downstream.ts'
import type { Dynamic } from './dynamic.ts'
import type { Online } from './online.ts'
import type { Parts } from './parts.ts'
import type { Produced } from './produced-catalogs.ts'
import { publishedOf } from './publishing.ts'
import type { Remaking } from './remaking.ts'
import type { ResponderOptions } from './responder.ts'
import type { Sockets } from './sockets.ts'
import type { Standing } from './standing.ts'
import type { Upstream } from './upstream.ts'

export class ServerView {
  /** The settings of the start. Read here the options that hold as long as the process. */
  readonly settings: Settings
  readonly started = new Date()
  readonly keeping: Keeping
  readonly #parts: Parts
  readonly #sockets: Sockets

  constructor(parts: Parts, sockets: Sockets) {
    this.settings = parts.settings
    this.keeping = parts.keeping
    this.#parts = parts
    this.#sockets = sockets
  }

  /** The addresses at which it listens, with the ports that the system chose. */
  get bound(): readonly ListenAddress[] {
    return this.#sockets.bound
  }

  /** `good`: faces whose source is accepted and served, changes laid over it included. `configured`: all faces. */
  get zones(): { readonly good: number; readonly configured: number } {
    const { states } = this.current.candidate
    return { good: states.filter((state) => state === 'current').length, configured: states.length }
  }

  /** Faces of which something is served, whether their source is accepted or not. */
  get served(): number {
    return this.current.candidate.states.filter((state) => !NOTHING_SERVED.has(state)).length
  }

  /** The part that signs zones; undefined where none is signed here. */
  get signing(): Signing | undefined {
    return this.#parts.added.early.signing
  }

  /** The audit trail: who changed what. */
  get audit(): AuditTrail {
    return this.#parts.kept.audit
  }

  /** The part that makes faces of others anew; undefined where no face is made of another. */
  get remaking(): Remaking | undefined {
    return this.#parts.added.late.remaking
  }

  /** The layers of changes by messages; undefined where nobody may change anything, and nobody has. */
  get dynamic(): Dynamic | undefined {
    return this.#parts.dynamic.opened
  }

  /** The same, opened for a change. */
  openDynamic(): Promise<Dynamic> {
    return this.#parts.dynamic.open()
  }

  /** What became of updates. */
  get updates(): Updates {
    return this.#parts.updates
  }

  /** The changes since earlier serials, by face. */
  get history(): History {
    return this.#parts.history
  }

  get servedSince(): WeakMap<Zone, Date> {
    return this.#parts.generations.servedSince
  }

  get current(): PublishedGeneration {
    return this.#parts.generations.current
  }

  /** The settings of the last reload that was not refused. Read here the options about how the server is run. */
  get latest(): Settings {
    return this.#parts.generations.latest
  }

  /** The options by which queries are answered now. */
  get answering(): ResponderOptions {
    return publishedOf(this.#parts).options
  }

  /** Generations that can be rolled back to and the current one, oldest first. */
  get generations(): readonly PublishedGeneration[] {
    return this.#parts.generations.list
  }

  /** The generation as clients see it, with its views in the order of its settings: the published one may have another order. */
  get explained(): { settings: Settings; loaded: LoadedViews; generation: Generation } {
    const { candidate, number } = this.current
    const { settings, loaded } = candidate
    const views = loaded.views.map((view) => this.#parts.generations.veil.view(view))
    return { settings, loaded, generation: { ...generationOf(settings, loaded, number), views } }
  }

  /** Names of the views by the number under which they are counted. */
  get viewNames(): readonly string[] {
    return this.#parts.generations.viewNames
  }

  /** The counters of all threads. */
  get counters(): readonly SharedArrayBuffer[] {
    return [this.#parts.counters.buffer, ...this.#sockets.counters]
  }

  /** What the main thread received and sent; what workers did is among their counters. */
  get udpCounts(): readonly Readonly<UdpCounts>[] {
    return this.#sockets.udpCounts
  }

  get proxyCounts(): Readonly<ProxyCounts> {
    return this.#sockets.proxyCounts
  }

  /** Counts of encrypted listeners. */
  get doorCounts(): DoorCounts {
    return this.#sockets.doorCounts
  }

  /** Certificates that the listeners show, with their files. */
  get certificates(): readonly CertificateState[] {
    return this.#sockets.certificates
  }

  get tcpCounts(): Readonly<TcpCounts> {
    return this.#sockets.tcpCounts
  }

  /** The thread that signs on request. */
  get online(): Online {
    return this.#parts.online
  }

  /** Counts of datagrams that the desk answers. */
  get datagramCounts(): Readonly<DatagramCounts> {
    return this.#sockets.datagramCounts
  }

  /** The lists whose entries end; undefined where there are none. */
  get leases(): Leases | undefined {
    return this.#parts.added.early.leases?.leases
  }

  /** The secondaries. */
  get downstream(): Pick<Downstream, 'copies' | 'notify' | 'check'> {
    return this.#parts.added.late.downstream ?? noSecondaries
  }

  /** The primaries. */
  get upstream(): Pick<Upstream, 'status' | 'withheld' | 'fetch' | 'serialOf' | 'faultsOf'> {
    return this.#parts.added.late.upstream ?? noPrimaries
  }

  /** What the rules between zones find in what is served. */
  get standing(): Pick<Standing, 'of' | 'all' | 'isBehind'> {
    return this.#parts.added.late.standing ?? nothingStands
  }

  /** Catalogs that are made here and those that are followed, as people see them. */
  get catalogLines(): readonly CatalogLine[] {
    const { catalogs } = this.#parts.added.early
    return catalogs?.lines(this.current.candidate.settings, this.latest, this.upstream.status) ?? []
  }

  /** The same without a line of each member. */
  get catalogCounts(): readonly CatalogCount[] {
    const { catalogs } = this.#parts.added.early
    return catalogs?.counts(this.current.candidate.settings, this.latest, this.upstream.status) ?? []
  }

  /** The catalogs that are made here. */
  get produced(): readonly Produced[] {
    return this.#parts.added.early.catalogs?.produced.all ?? []
  }

  get transferCounts(): Readonly<TransferCounts> {
    return this.#parts.transferCounts
  }

  get signatureCounts(): Readonly<SignatureCounts> {
    return this.#parts.signatureCounts
  }

  get keyring(): Keyring {
    return this.#parts.keys.keyring()
  }

  /** Octets of whole zones that are kept as messages for the next client. */
  get renderedZones(): { readonly octets: number; readonly limit: number } {
    return { octets: this.#parts.desk.transfers?.rendered.octets ?? 0, limit: RENDERED_LIMIT }
  }

  get workers(): { readonly running: number; readonly restarts: number } {
    return this.#sockets.workers
  }

  /** False where a worker has shown no sign of life for a while. */
  isAlive(): boolean {
    return this.#sockets.isAlive()
  }

  /** For the query log. */
  get queryTap(): TapChannel {
    return this.#parts.taps[0]!
  }

  /** For dnstap; undefined where the configuration does not want it. */
  get dnstapTap(): TapChannel | undefined {
    return this.#parts.taps[1]
  }
}

const NOTHING_SERVED: ReadonlySet<FaceState> = new Set(['refused', 'waiting', 'expired'])

/** Stands in where no secondary is configured. */
const noSecondaries: ServerView['downstream'] = {
  *copies() {},
  notify: () => 0,
  async *check() {},
}

/** Stands in until sockets are bound. */
const nothingStands: ServerView['standing'] = { of: () => [], *all() {}, isBehind: false }

const noPrimaries: ServerView['upstream'] = {
  status: [],
  withheld: [],
  fetch: async () => ({ code: 'no-primary' }),
  serialOf: () => undefined,
  faultsOf: () => undefined,
}
