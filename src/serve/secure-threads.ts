// The threads that shake hands, seen from the main thread: it starts them where the settings listen for TLS or HTTPS, tells them what to
// listen for and what to show there, hands them each new generation, replaces those that die, and stops them.

import { randomBytes } from 'node:crypto'
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import { readClientCertificates } from '../keys/certificate-pair.ts'
import type { ListenAddress } from '../net/endpoint.ts'
import type { Listen } from '../net/listener.ts'
import type { Desk } from '../net/peer.ts'
import { serveDesk } from '../net/remote-desk.ts'
import type { TcpLimits } from '../net/tcp-limits.ts'
import type { ViewCertificates } from '../net/tls/authorities.ts'
import type { Certificates } from '../net/tls/certificates.ts'
import type { Credentials } from '../net/tls/secure-door.ts'
import { Counters } from '../observe/counters.ts'
import { startInBackground } from '../system/background.ts'
import { traceOf } from '../system/why.ts'
import type { Settings } from '../text/config/settings.ts'
import { doorCountsRoom } from './door-counts.ts'
import { type Published, type SharedChange, shareGeneration } from './published.ts'
import type { FromSecureThread, SecureProtocol, SecureThreadData, ToSecureThread } from './secure-messages.ts'
import { CONTROL_OCTETS, Control, type Publication } from './worker-control.ts'

/** In the sources the thread runs as it is; compiled, it is a file beside this one. */
const THREAD = new URL(import.meta.url.endsWith('.ts') ? './secure-thread.ts' : './secure-thread.js', import.meta.url)

/** Each thread holds code and keys of its own, and nobody has handshakes for more than a few. */
const MOST_THREADS = 8
const RESTART_PAUSE = 1000
/** RFC 9325 §3.4: keys of session tickets are replaced regularly. */
const TICKET_DAY = 86_400_000
const TICKET_KEYS = 48

/** The number of threads: 0 where no listener is encrypted. */
export function secureThreadCount({ listen, workers }: Pick<Settings, 'listen' | 'workers'>): number {
  return listen.some(({ by }) => by !== undefined) ? Math.min(workers, MOST_THREADS) : 0
}

export type SecureThreadsOptions = {
  readonly count: number
  readonly published: Published
  readonly certificates: Certificates
  readonly settings: ClientSettings
  readonly desk: Desk
  readonly tcp: TcpLimits
  /** Handshakes of one network in a second, in each thread. */
  readonly handshakes: number
  /** One list of taps for each thread. */
  readonly taps: readonly SecureThreadData['taps'][]
  readonly onDeath: (reason: string) => void
  readonly onFault: (reason: string) => void
}

/** The settings that say which client certificates count. */
type ClientSettings = Pick<Settings, 'views' | 'transfers'>

type Door = {
  readonly number: number
  readonly protocol: SecureProtocol
  /** With the port that the system chose, once a thread listens. */
  address: ListenAddress
  isOpen: boolean
}

type Thread = { readonly worker: Worker; readonly publications: MessagePort; readonly desk: MessagePort }

export class SecureThreads {
  readonly #options: SecureThreadsOptions
  readonly #words = new Int32Array(new SharedArrayBuffer(CONTROL_OCTETS))
  readonly #threads: (Thread | undefined)[]
  readonly counters: readonly SharedArrayBuffer[]
  readonly doorCounts: readonly SharedArrayBuffer[]
  readonly #doors: Door[] = []
  readonly #rotation: NodeJS.Timeout
  #tickets = randomBytes(TICKET_KEYS)
  #clients: readonly ViewCertificates[]
  /** Whether an entry of `transfers` asks for a certificate. */
  #transfersAsk: boolean
  #published: Published
  #publication = 1
  #stopping = false

  constructor(options: SecureThreadsOptions) {
    this.#options = options
    this.#published = options.published
    this.#clients = clientsOf(options.settings)
    this.#transfersAsk = transfersAsk(options.settings)
    const each = Array.from({ length: options.count })
    this.counters = each.map(() => new Counters().buffer)
    this.doorCounts = each.map(doorCountsRoom)
    Atomics.store(this.#words, Control.publication, this.#publication)
    this.#threads = each.map((_, i) => this.#start(i))
    this.#rotation = setInterval(() => {
      this.#tickets = randomBytes(TICKET_KEYS)
      for (const door of this.#doors) this.#use(door)
    }, TICKET_DAY).unref()
  }

  /** The first thread finds the port, the others share it. */
  listen(protocol: SecureProtocol): Listen {
    return async (address) => {
      const door: Door = { number: this.#doors.length, protocol, address, isOpen: true }
      this.#doors.push(door)
      for (const thread of this.#threads) if (thread) door.address = await this.#listen(thread, door)
      return {
        endpoint: door.address,
        close: async () => {
          door.isOpen = false
          this.#tell({ kind: 'unlisten', number: door.number })
        },
      }
    }
  }

  /** As UdpWorkers.publish(). */
  publish(published: Published, change: SharedChange | undefined): void {
    this.#published = published
    const shared = change ?? shareGeneration(published)
    const publication = ++this.#publication
    for (const thread of this.#threads) thread?.publications.postMessage({ publication, shared } satisfies Publication)
    Atomics.store(this.#words, Control.publication, publication)
  }

  /** The files of this certificate hold another pair: doors that show it show the new one. */
  show(certificate: number): void {
    for (const door of this.#doors) if (door.address.certificate === certificate) this.#use(door)
  }

  /** Reads the certificates again by which clients get into views. */
  useClients(settings: ClientSettings): void {
    const clients = clientsOf(settings)
    const asks = transfersAsk(settings)
    if (JSON.stringify(clients) === JSON.stringify(this.#clients) && asks === this.#transfersAsk) return
    this.#clients = clients
    this.#transfersAsk = asks
    for (const door of this.#doors) this.#use(door)
  }

  /** Resolves once no thread has a stream any more. */
  async close(): Promise<void> {
    this.#stopping = true
    clearInterval(this.#rotation)
    const exits = this.#threads.map((thread) => thread && new Promise((resolve) => thread.worker.once('exit', resolve)))
    this.#tell({ kind: 'stop' })
    await Promise.all(exits)
  }

  #credentials(door: Door): Credentials {
    const { certificate = 0 } = door.address
    return {
      pair: this.#options.certificates.shown(certificate),
      tickets: this.#tickets,
      clients: this.#clients,
      asks: this.#asks(door),
    }
  }

  /**
   * Whether to ask clients for certificates: for a view, unless the address decides it; over TLS, for an entry of `transfers`; never where a
   * proxy inside TLS would show its own.
   */
  #asks({ protocol, address: { view, proxyInsideTls } }: Door): boolean {
    if (proxyInsideTls) return false
    return (view < 0 && this.#clients.length > 0) || (protocol === 'tls' && this.#transfersAsk)
  }

  #use(door: Door): void {
    if (door.isOpen) this.#tell({ kind: 'use', number: door.number, credentials: this.#credentials(door) })
  }

  #tell(message: ToSecureThread): void {
    for (const thread of this.#threads) thread?.worker.postMessage(message)
  }

  #start(i: number): Thread {
    const worker = startInBackground(THREAD)
    const publications = new MessageChannel()
    const desk = new MessageChannel()
    serveDesk(desk.port1, this.#options.desk)
    const data: SecureThreadData = {
      generation: shareGeneration(this.#published),
      publication: this.#publication,
      control: this.#words.buffer as SharedArrayBuffer,
      publications: publications.port2,
      desk: desk.port2,
      counters: this.counters[i]!,
      doors: this.doorCounts[i]!,
      taps: this.#options.taps[i]!,
      tcp: this.#options.tcp,
      handshakes: this.#options.handshakes,
    }
    worker.postMessage({ kind: 'begin', data } satisfies ToSecureThread, [publications.port2, desk.port2])
    let reason = 'it ended without a reason'
    worker.on('message', (message: FromSecureThread) => {
      if (message.kind === 'fault') this.#options.onFault(message.reason)
    })
    worker.on('error', (error) => {
      reason = traceOf(error)
    })
    worker.on('exit', () => {
      publications.port1.close()
      desk.port1.close()
      this.#threads[i] = undefined
      if (!this.#stopping) this.#replace(i, reason)
    })
    return { worker, publications: publications.port1, desk: desk.port1 }
  }

  #replace(i: number, reason: string): void {
    this.#options.onDeath(reason)
    setTimeout(() => {
      if (this.#stopping) return
      const thread = this.#start(i)
      this.#threads[i] = thread
      for (const door of this.#doors)
        if (door.isOpen)
          this.#listen(thread, door).catch((error: Error) =>
            this.#options.onDeath(`it cannot listen: ${error.message}`),
          )
    }, RESTART_PAUSE).unref()
  }

  #listen({ worker }: Thread, door: Door): Promise<ListenAddress> {
    const { number, protocol, address } = door
    return new Promise((resolve, reject) => {
      const done = () => {
        worker.off('message', hear)
        worker.off('exit', ended)
      }
      const hear = (message: FromSecureThread) => {
        if (message.kind === 'fault' || message.number !== number) return
        done()
        if (message.kind === 'bound') resolve(message.address)
        else reject(Object.assign(new Error(message.message), { code: message.code }))
      }
      const ended = () => {
        done()
        reject(new Error('its thread has ended'))
      }
      worker.on('message', hear)
      worker.on('exit', ended)
      worker.postMessage({
        kind: 'listen',
        ...{ number, protocol, address },
        credentials: this.#credentials(door),
      } satisfies ToSecureThread)
    })
  }
}

/** A file that cannot be read lets nobody in; the check of the configuration tells of it. */
function clientsOf({ views }: ClientSettings): ViewCertificates[] {
  return views.flatMap(({ name, certificates = [] }) =>
    certificates.map(({ path }) => ({ view: name, pem: readClientCertificates(path).pem })),
  )
}

function transfersAsk({ transfers }: ClientSettings): boolean {
  return transfers.some(({ certificate }) => certificate !== undefined)
}
