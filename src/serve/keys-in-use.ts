// The TSIG keys that requests are judged by now, and with which we sign: read at the start and at each reload that is not refused.

import type { Logger } from 'pino'
import { Keyring, type KeyTrouble, loadKeyring } from '../keys/keyring.ts'
import { english } from '../text/config/says.ts'
import type { Settings } from '../text/config/settings.ts'

export class KeysInUse {
  #keyring = new Keyring()
  readonly #log: Logger

  constructor(log: Logger) {
    this.#log = log
  }

  readonly keyring = (): Keyring => this.#keyring

  /** Keys that have no file yet are made. */
  use({ tsig }: Pick<Settings, 'tsig'>): void {
    const { keyring, troubles } = loadKeyring(tsig, { make: true, before: this.#keyring })
    this.#keyring = keyring
    for (const trouble of troubles) this.#tell(trouble, tsig)
  }

  /** Where the configuration names it; of the secret nothing is told. */
  #tell({ wanted, usable, message, fix }: KeyTrouble, tsig: Settings['tsig']): void {
    const place = tsig.find(({ text }) => text === wanted.text)?.place
    const about = {
      key: wanted.text,
      at: place && `${place.file}:${place.line}:${place.column}`,
      reason: english.text(message),
      ...(fix && { fix: english.text(fix) }),
    }
    if (usable) this.#log.warn(about, 'a TSIG key needs care')
    else this.#log.error(about, 'a TSIG key cannot be used: whoever signs by it gets BADKEY')
  }
}
