// What a server has for encrypted listeners: certificates, the threads that show them, and a timer that looks at their files.

import type { PairFiles, PairFlaw } from '../keys/certificate-pair.ts'
import type { ListenAddress } from '../net/endpoint.ts'
import { fixedTcpLimits } from '../net/tcp-limits.ts'
import { type CertificateState, Certificates } from '../net/tls/certificates.ts'
import { english } from '../text/config/says.ts'
import type { ListenSetting, Settings } from '../text/config/settings.ts'
import { type DoorCounts, sumDoorCounts } from './door-counts.ts'
import type { Parts } from './parts.ts'
import type { Published, SharedChange } from './published.ts'
import { SecureThreads, secureThreadCount } from './secure-threads.ts'

/** Milliseconds between two looks at the files of certificates. */
const LOOK = 5_000
/**
 * An idle connection is kept for so long at least, in milliseconds: a handshake costs both sides more than a connection that stays
 * open, and resolvers come back within that time.
 */
const IDLE = 30_000

export class Secure {
  readonly #certificates: Certificates
  readonly #threads: SecureThreads
  readonly #looks: NodeJS.Timeout
  readonly #idle: number
  /** The addresses to listen at; each that shows a certificate has its number. */
  readonly addresses: readonly ListenAddress[]

  private constructor(
    addresses: readonly ListenAddress[],
    certificates: Certificates,
    threads: SecureThreads,
    idle: number,
  ) {
    this.addresses = addresses
    this.#certificates = certificates
    this.#threads = threads
    this.#idle = idle
    this.#looks = setInterval(() => certificates.refresh(false), LOOK).unref()
  }

  /** Undefined where no listener is encrypted. */
  static begin({ settings, taps, log, desk, onFault }: Parts, published: Published): Secure | undefined {
    const count = secureThreadCount(settings)
    if (count === 0) return undefined
    const doors = settings.listen.filter(({ by }) => by !== undefined)
    let threads: SecureThreads | undefined
    const certificates = new Certificates(doors.map(filesOf), {
      onChange: (number) => {
        threads?.show(number)
        log.info({ listen: doors[number]!.address }, 'clients get another certificate from now on')
      },
      onFlaws: (files, flaws) => log.error({ problems: flaws.map((flaw) => flawText(files, flaw)) }, FLAWED),
    })
    const idle = Math.max(settings.tcp.idleTimeout, IDLE)
    threads = new SecureThreads({
      ...{ count, certificates, desk, onFault },
      published: withIdle(published, idle),
      settings,
      tcp: {
        ...{ ...fixedTcpLimits, ...settings.tcp, idleTimeout: idle },
        // The limit holds for all threads together.
        connections: Math.ceil(settings.tcp.connections / count),
      },
      // The system spreads connections over the threads.
      handshakes: Math.ceil(settings.tcp.handshakesPerNetwork / count),
      // The first rings are the main thread's and those of the UDP workers.
      taps: Array.from({ length: count }, (_, i) =>
        taps.map(({ filter, rings }) => ({ filter, ring: rings[1 + settings.workers + i]! })),
      ),
      onDeath: (reason) => log.error({ reason }, 'a TLS thread died, and is replaced'),
    })
    log.info({ threads: count }, 'TLS is served in threads of its own')
    const addresses = settings.listen.map((entry) => {
      const certificate = doors.indexOf(entry)
      return certificate < 0 ? entry : { ...entry, certificate }
    })
    return new Secure(addresses, certificates, threads, idle)
  }

  get instead() {
    return { tls: this.#threads.listen('tls'), https: this.#threads.listen('https') }
  }

  get counters(): readonly SharedArrayBuffer[] {
    return this.#threads.counters
  }

  get counts(): DoorCounts {
    return sumDoorCounts(this.#threads.doorCounts)
  }

  get certificates(): readonly CertificateState[] {
    return this.#certificates.states
  }

  publish(published: Published, change: SharedChange | undefined): void {
    const surroundings = change?.surroundings && withIdle(change.surroundings, this.#idle)
    this.#threads.publish(withIdle(published, this.#idle), change && { ...change, surroundings })
  }

  reloaded(settings: Settings): void {
    this.#certificates.refresh(true)
    this.#threads.useClients(settings)
  }

  async close(): Promise<void> {
    clearInterval(this.#looks)
    await this.#threads.close()
  }
}

const FLAWED =
  'something is wrong with the files of a certificate: if they cannot be used, clients get the one read before, or one that Janus signs'

function filesOf({ pair }: ListenSetting): PairFiles | 'self-signed' {
  if (pair === undefined || pair === 'self-signed') return 'self-signed'
  return { certificate: pair.certificate.path, key: pair.key.path }
}

function flawText(files: PairFiles, { file, message }: PairFlaw): string {
  return `${files[file]}: ${english.text(message)}`
}

/** Clients are told how long they may stay (RFC 7828). */
function withIdle<P extends Pick<Published, 'options'>>(published: P, idleTimeout: number): P {
  return { ...published, options: { ...published.options, idleTimeout } }
}
