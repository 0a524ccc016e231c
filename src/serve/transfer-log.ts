// Tells the log, now and then, that whole zones were refused: to whom last, and how many since. Who asks may be anybody, so
// that no request has a line of its own.

import type { Logger } from 'pino'
import type { TransferCounts } from './desk/transfer-counts.ts'

export class TransferLog {
  readonly #log: Logger
  #refused = 0

  constructor(log: Logger) {
    this.#log = log
  }

  /** To be called every some seconds; one line where there is something new. */
  report({ refused, lastRefused }: Readonly<TransferCounts>): void {
    if (refused > this.#refused)
      this.#log.warn(
        { ...lastRefused, refused: refused - this.#refused },
        'whole zones were refused: no entry of "secondaries" or "transfers" lets the client have them',
      )
    this.#refused = refused
  }
}
