// The sockets of a server, and the threads that answer at them: workers answer UDP where the system gives it in batches, threads of their
// own what is encrypted, the main thread all else.

import type { Worker } from 'node:worker_threads'
import { loadLibc } from '../net/batch/libc.ts'
import { BatchSockets } from '../net/batch/listener.ts'
import type { DatagramCounts } from '../net/datagram-desk.ts'
import type { ListenAddress } from '../net/endpoint.ts'
import { listen, type Transport } from '../net/listen.ts'
import type { UdpCounts } from '../net/listener.ts'
import type { ProxyCounts } from '../net/proxy/proxies.ts'
import type { TcpCounts } from '../net/tcp-clients.ts'
import { fixedTcpLimits } from '../net/tcp-limits.ts'
import type { CertificateState } from '../net/tls/certificates.ts'
import type { Settings } from '../text/config/settings.ts'
import { type DoorCounts, sumDoorCounts } from './door-counts.ts'
import type { Online } from './online.ts'
import type { Parts } from './parts.ts'
import type { Published, SharedChange } from './published.ts'
import { Secure } from './secure.ts'
import { UdpWorkers } from './udp-workers.ts'

export type BindOptions = {
  /** Threads for UDP that were started ahead. */
  readonly threads: readonly Worker[]
  readonly published: Published
}

export class Sockets {
  readonly #transport: Transport
  readonly #workers: UdpWorkers | undefined
  readonly #batches: BatchSockets | undefined
  readonly #secure: Secure | undefined
  readonly #online: Online

  private constructor(
    { online }: Parts,
    transport: Transport,
    secure: Secure | undefined,
    workers?: UdpWorkers,
    batches?: BatchSockets,
  ) {
    this.#online = online
    this.#transport = transport
    this.#secure = secure
    this.#workers = workers
    this.#batches = batches
  }

  /** Resolves once every socket answers. Rejects with a ListenError where one cannot be had. */
  static async bind(parts: Parts, options: BindOptions): Promise<Sockets> {
    const secure = Secure.begin(parts, options.published)
    try {
      return await Sockets.#bind(parts, options, secure)
    } catch (error) {
      await secure?.close()
      throw error
    }
  }

  static async #bind(parts: Parts, { threads, published }: BindOptions, secure: Secure | undefined): Promise<Sockets> {
    const { settings, log, respond, desk } = parts
    const addresses = secure?.addresses ?? settings.listen
    parts.beforeBind?.()
    const tcp = { ...fixedTcpLimits, ...settings.tcp }
    const libc = settings.udp === 'portable' ? 'the configuration wants it' : await loadLibc()
    if (typeof libc === 'string') {
      for (const thread of threads) void thread.terminate()
      log.info({ udp: 'portable', reason: libc }, 'UDP is served one datagram at a time')
      const transport = await listen(addresses, respond, { tcp, desk, instead: { ...secure?.instead } })
      parts.onBound?.()
      parts.online.begin(published, [])
      return new Sockets(parts, transport, secure)
    }
    const batches = new BatchSockets(libc, settings.workers)
    const instead = { udp: batches.listen, ...secure?.instead }
    const transport = await listen(addresses, respond, { tcp, desk, instead, wildcards: true })
    try {
      parts.onBound?.()
      const workers = await startWorkers(parts, batches, { threads, published })
      parts.online.begin(published, batches.byWorker)
      log.info({ udp: 'batch', workers: settings.workers }, 'UDP is served in batches')
      return new Sockets(parts, transport, secure, workers, batches)
    } catch (error) {
      await transport.close()
      throw error
    }
  }

  /** The addresses at which it listens, with the ports that the system chose. */
  get bound(): readonly ListenAddress[] {
    return this.#transport.bound
  }

  /** What the main thread received and sent; what workers did is among their counters. */
  get udpCounts(): readonly Readonly<UdpCounts>[] {
    return this.#transport.udpCounts
  }

  /** The same of listeners behind proxies. */
  get proxyCounts(): Readonly<ProxyCounts> {
    return this.#transport.proxied
  }

  get tcpCounts(): Readonly<TcpCounts> {
    return this.#transport.tcpCounts
  }

  /** Counts of datagrams that the desk answers. */
  get datagramCounts(): Readonly<DatagramCounts> {
    const { counts } = this.#transport.datagrams
    return { ...counts, dropped: counts.dropped + (this.#batches?.dropped ?? 0) }
  }

  /** The counters of all threads but the main one. */
  get counters(): readonly SharedArrayBuffer[] {
    return [...(this.#workers?.counters ?? []), ...(this.#secure?.counters ?? []), ...this.#online.counters]
  }

  get workers(): { readonly running: number; readonly restarts: number } {
    return { running: this.#workers?.running ?? 0, restarts: this.#workers?.restarts ?? 0 }
  }

  /** False where a worker has shown no sign of life for a while. */
  isAlive(): boolean {
    return this.#workers?.isAlive() ?? true
  }

  /** `change`: what has changed since the publication before; undefined: the generation is passed whole. */
  publish(published: Published, change: SharedChange | undefined): void {
    this.#online.publish(published, change)
    this.#workers?.publish(published, change)
    this.#secure?.publish(published, change)
  }

  /** Counts of encrypted listeners. */
  get doorCounts(): DoorCounts {
    return this.#secure?.counts ?? sumDoorCounts([])
  }

  /** Certificates that the listeners show, with their files. */
  get certificates(): readonly CertificateState[] {
    return this.#secure?.certificates ?? []
  }

  /** Looks at certificates again after a reload. */
  reloaded(latest: Settings): void {
    this.#secure?.reloaded(latest)
  }

  /** Answers the messages that have come, and stops. */
  async close(): Promise<void> {
    await this.#workers?.close()
    this.#batches?.drain()
    // The signing thread sends by sockets that the transport closes next.
    await this.#online.close()
    await this.#transport.close()
    await this.#secure?.close()
  }
}

function startWorkers(
  { taps, log, onFault, online }: Parts,
  batches: BatchSockets,
  { threads, published }: BindOptions,
): Promise<UdpWorkers> {
  return UdpWorkers.start(
    {
      threads,
      sockets: batches.byWorker,
      rings: batches.rings,
      toSign: online.rings.map((ring) => ({ ring, words: online.words })),
      onHanded: (worker) => batches.called(worker),
      // Ring 0 is the main thread's.
      taps: batches.byWorker.map((_, i) => taps.map(({ filter, rings }) => ({ filter, ring: rings[i + 1]! }))),
      onDeath: (reason) => log.error({ reason }, 'a UDP worker died, and is replaced'),
      onFault,
    },
    published,
  )
}
