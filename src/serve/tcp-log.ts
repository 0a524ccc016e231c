// Tells the log, now and then, that connections were closed for new ones: for which client last, and how many since.

import type { Logger } from 'pino'
import type { TcpCounts } from '../net/tcp-clients.ts'

export class TcpLog {
  readonly #log: Logger
  #crowded = 0
  #displaced = 0

  constructor(log: Logger) {
    this.#log = log
  }

  /** Call it every few seconds; it logs one line for each limit that was met since. */
  report({ crowded, crowdedClient, displaced }: Readonly<TcpCounts>): void {
    if (crowded > this.#crowded)
      this.#log.warn(
        { client: crowdedClient, closed: crowded - this.#crowded },
        'a client has as many TCP connections as it may: its longest idle ones were closed for new ones',
      )
    if (displaced > this.#displaced)
      this.#log.warn(
        { closed: displaced - this.#displaced },
        'all TCP connections are in use: the longest idle ones were closed for new ones',
      )
    this.#crowded = crowded
    this.#displaced = displaced
  }
}
