// Tells the log of requests with a bad signature: of each kind the last one, and how many since it told last. Each kind has a cause of its
// own, and another remedy.

import type { Logger } from 'pino'
import type { SignatureCounts } from './desk/signature-counts.ts'

const BAD = ['format', 'badkey', 'badsig', 'badtime', 'badtrunc', 'elsewhere'] as const

export class SignatureLog {
  readonly #log: Logger
  readonly #told = { format: 0, badkey: 0, badsig: 0, badtime: 0, badtrunc: 0, elsewhere: 0 }

  constructor(log: Logger) {
    this.#log = log
  }

  report(counts: Readonly<SignatureCounts>): void {
    for (const error of BAD) {
      const requests = counts[error] - this.#told[error]
      if (requests > 0) this.#log.warn({ requests, last: counts.lastOf[error] }, hints[error])
      this.#told[error] = counts[error]
    }
  }
}

const hints: { readonly [error in (typeof BAD)[number]]: string } = {
  format: 'requests were refused: their signature cannot be read',
  badkey: 'requests were refused: their key is not known here; compare its name and algorithm on both servers',
  badsig: 'requests were refused: their signature is wrong; compare the secret on both servers',
  badtime: 'requests were refused: the clocks of the two servers differ too much; set them by NTP',
  badtrunc: 'requests were refused: their signature is truncated to fewer octets than the key allows',
  elsewhere:
    'requests were refused: their key may not be used from that address; if they are right, add the address to "from" of the key',
}
