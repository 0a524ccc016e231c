// Requests that were signed and not well, for the log: how many since it was told last, and the last one.

import type { Logger } from 'pino'
import type { SignatureCounts } from './desk/signature-counts.ts'

const BAD = ['format', 'badkey', 'badsig', 'badtime', 'badtrunc', 'elsewhere'] as const

export class SignatureLog {
  readonly #log: Logger
  #told = 0

  constructor(log: Logger) {
    this.#log = log
  }

  report(counts: Readonly<SignatureCounts>): void {
    const bad = BAD.reduce((sum, error) => sum + counts[error], 0)
    const { lastBad } = counts
    if (bad > this.#told && lastBad !== undefined)
      this.#log.warn({ requests: bad - this.#told, last: lastBad }, hints[lastBad.error])
    this.#told = bad
  }
}

const hints: { readonly [error in (typeof BAD)[number]]: string } = {
  format: 'requests were refused: their signature cannot be read',
  badkey: 'requests were refused: nobody here has their key; compare its name and algorithm on both servers',
  badsig: 'requests were refused: their signature is wrong; compare the secret on both servers',
  badtime: 'requests were refused: they were signed at another time; set the clock of one of the servers',
  badtrunc: 'requests were refused: their signature is cut shorter than the key allows',
  elsewhere: 'requests were refused: their key may not be used from that address; add it to "from" if it should be',
}
