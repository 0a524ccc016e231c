// The running server: settings and zones in, sockets answered until it is closed. What is served changes as a whole, from
// one generation to the next.

import type { Logger } from 'pino'
import type { Settings } from '../config/settings.ts'
import { StateFolder } from '../state/state-folder.ts'
import { loadLibc } from '../transport/batch/libc.ts'
import { BatchSockets } from '../transport/batch/listener.ts'
import { type ListenAddress, listen, type Transport } from '../transport/listen.ts'
import { defaultTcpLimits } from '../transport/tcp-limits.ts'
import type { Generation } from '../views/view.ts'
import { generationOf } from './generation.ts'
import { type LoadedViews, loadViews } from './load.ts'
import { keepZones } from './loader/keep.ts'
import { readZones } from './loader/read-zones.ts'
import { logFaces } from './log-faces.ts'
import { Responder } from './responder.ts'
import { responderOptions } from './responder-options.ts'
import { shareGeneration } from './share.ts'
import { UdpWorkers } from './udp-workers.ts'

export type ServerOptions = {
  readonly log: Logger
}

export class Server {
  readonly #log: Logger
  /** Answers TCP, and UDP where no workers do. */
  readonly #responder: Responder
  readonly #transport: Transport
  readonly #workers: UdpWorkers | undefined
  #loaded: LoadedViews
  #generation: Generation

  private constructor(
    log: Logger,
    responder: Responder,
    transport: Transport,
    workers: UdpWorkers | undefined,
    loaded: LoadedViews,
    generation: Generation,
  ) {
    this.#log = log
    this.#responder = responder
    this.#transport = transport
    this.#workers = workers
    this.#loaded = loaded
    this.#generation = generation
  }

  /** Resolves once every zone is loaded and every socket answers. Rejects with a ListenError where one cannot be had. */
  static async start(settings: Settings, { log }: ServerOptions): Promise<Server> {
    const loaded = await load(settings)
    logFaces(log, settings, loaded)
    const generation = generationOf(settings, loaded, 1)
    const options = responderOptions(settings)
    const responder = new Responder(generation, options)
    const libc = settings.udp === 'portable' ? 'the configuration wants it' : await loadLibc()
    if (typeof libc === 'string') {
      log.info({ udp: 'portable', reason: libc }, 'UDP is served one datagram at a time')
      const transport = await listen(settings.listen, responder.respond, { tcp: tcpLimits(settings) })
      return new Server(log, responder, transport, undefined, loaded, generation)
    }
    const sockets = new BatchSockets(libc, settings.workers)
    const transport = await listen(settings.listen, responder.respond, {
      tcp: tcpLimits(settings),
      listenUdp: sockets.listen,
      wildcards: true,
    })
    try {
      const workers = await UdpWorkers.start(
        {
          sockets: sockets.byWorker,
          responder: options,
          onDeath: (reason) => log.error({ reason }, 'a UDP worker died and is replaced'),
        },
        shareGeneration(generation),
      )
      log.info({ udp: 'batch', workers: settings.workers }, 'UDP is served in batches')
      return new Server(log, responder, transport, workers, loaded, generation)
    } catch (error) {
      await transport.close()
      throw error
    }
  }

  /** Addresses that are listened on, ports as they came out. */
  get bound(): readonly ListenAddress[] {
    return this.#transport.bound
  }

  /** Zones that are served from their files, and zone faces that are configured. */
  get zones(): { readonly good: number; readonly configured: number } {
    const { faces } = this.#loaded
    return { good: faces.filter((face) => face.zone !== undefined).length, configured: faces.length }
  }

  /** Reads all zones anew. One that has errors now goes on being served as it was. True where none has. */
  async reload(settings: Settings): Promise<boolean> {
    this.#loaded = await load(settings, this.#loaded)
    logFaces(this.#log, settings, this.#loaded)
    this.#generation = generationOf(settings, this.#loaded, this.#generation.number + 1)
    this.#responder.use(this.#generation)
    this.#workers?.publish(shareGeneration(this.#generation))
    this.keep(settings)
    return this.#loaded.faces.every((face) => face.zone !== undefined)
  }

  /** Writes what is served to the state folder, in the background. */
  keep(settings: Settings): void {
    keepZones(settings, this.#loaded).then(
      ({ failed, reason }) => {
        if (failed > 0)
          this.#log.warn({ failed, reason, state: settings.state.path }, 'zones could not be kept in the state folder')
      },
      (error) => this.#log.error({ error }, 'zones could not be kept in the state folder'),
    )
  }

  /** Answers what has come, and stops. */
  async close(): Promise<void> {
    await this.#workers?.close()
    await this.#transport.close()
  }
}

async function load(settings: Settings, previous?: LoadedViews): Promise<LoadedViews> {
  const files = await readZones(settings, 'load', new StateFolder(settings.state.path))
  return loadViews(settings, { read: (_path, _origin, _rules, key) => files.get(key)!, ...(previous && { previous }) })
}

function tcpLimits({ tcp }: Settings) {
  return { ...defaultTcpLimits, ...tcp }
}
