// Tells the log, now and then, that we refused whole zones, or words of primaries: to whom last, and how many since. Anybody may ask, so
// that no request has a line of its own.

import type { Logger } from 'pino'
import type { TransferCounts } from './desk/transfer-counts.ts'

export class TransferLog {
  readonly #log: Logger
  #refused = 0
  #notifiesRefused = 0

  constructor(log: Logger) {
    this.#log = log
  }

  /** To be called every some seconds; one line each where there is something new. */
  report({ refused, lastRefused, notifies }: Readonly<TransferCounts>): void {
    if (refused > this.#refused)
      this.#log.warn(
        { ...lastRefused, refused: refused - this.#refused },
        'whole zones were refused: no entry of "secondaries" or "transfers" lets the client have them',
      )
    this.#refused = refused
    if (notifies.refused > this.#notifiesRefused)
      this.#log.warn(
        { ...notifies.lastRefused, refused: notifies.refused - this.#notifiesRefused },
        'NOTIFY was refused: it has neither the key nor an address of the primary of that zone; add the address to "notify-from" if it should count',
      )
    this.#notifiesRefused = notifies.refused
  }
}
