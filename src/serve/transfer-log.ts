// Tells the log, now and then, that we refused transfers or NOTIFY messages: whose last, and how many since. Anybody may send these, so
// that no request gets a line of its own.

import type { Logger } from 'pino'
import type { TransferCounts } from './desk/transfer-counts.ts'

export class TransferLog {
  readonly #log: Logger
  #refused = 0
  #notifiesRefused = 0

  constructor(log: Logger) {
    this.#log = log
  }

  /** Call it every few seconds; it logs a line for transfers and one for NOTIFY, where there are new ones. */
  report({ refused, lastRefused, notifies }: Readonly<TransferCounts>): void {
    if (refused > this.#refused)
      this.#log.warn(
        { ...lastRefused, refused: refused - this.#refused },
        'transfers were refused: no entry of "secondaries" or "transfers" lets the client have the zone',
      )
    this.#refused = refused
    if (notifies.refused > this.#notifiesRefused)
      this.#log.warn(
        { ...notifies.lastRefused, refused: notifies.refused - this.#notifiesRefused },
        'NOTIFYs were refused: they came neither with the key nor from an address of a primary of the zone; if they are right, add the address to "notify-from"',
      )
    this.#notifiesRefused = notifies.refused
  }
}
