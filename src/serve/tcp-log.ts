// Tells the log, now and then, that clients have as many TCP connections as they may: which one last, and how many since.

import type { Logger } from 'pino'
import type { TcpCounts } from '../net/tcp-clients.ts'

export class TcpLog {
  readonly #log: Logger
  #crowded = 0
  #displaced = 0

  constructor(log: Logger) {
    this.#log = log
  }

  /** To be called every some seconds; one line for each that is new. */
  report({ crowded, crowdedClient, displaced }: Readonly<TcpCounts>): void {
    if (crowded > this.#crowded)
      this.#log.warn(
        { client: crowdedClient, closed: crowded - this.#crowded },
        'a client has all the TCP connections that it may: its idlest were closed for new ones',
      )
    if (displaced > this.#displaced)
      this.#log.warn(
        { closed: displaced - this.#displaced },
        'all TCP connections are taken: the idlest were closed for new ones',
      )
    this.#crowded = crowded
    this.#displaced = displaced
  }
}
