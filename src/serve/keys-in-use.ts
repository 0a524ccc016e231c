// The TSIG keys by which we judge requests, and with which we sign. We read them at the start and at each reload that is not refused, and
// remember beyond the end of the process which of them others have used.

import type { Logger } from 'pino'
import { type KeyUses, readKeyUses, writeKeyUses } from '../keys/key-uses.ts'
import { type KeyEntry, Keyring, type KeyTrouble, loadKeyring, usesOf } from '../keys/keyring.ts'
import { keptFolder } from '../state/kept-folder.ts'
import { english } from '../text/config/says.ts'
import type { Settings } from '../text/config/settings.ts'
import type { TsigKey } from '../wire/tsig/mac.ts'

/** Milliseconds between two uses of a key that are both written down. */
const NOTED_AGAIN = 60_000

export class KeysInUse {
  #keyring = new Keyring()
  readonly #log: Logger
  /** The folder where uses are written down; undefined where they cannot be. */
  readonly #kept: string | undefined
  /** By key: when its last use was written down, in milliseconds since 1970. */
  readonly #noted: Map<string, number>
  #hasFailed = false
  #wanted: Settings['tsig'] = []

  /** `state`: the state folder. */
  constructor(log: Logger, state: string) {
    this.#log = log
    const { kept, uses } = this.#open(state)
    this.#kept = kept
    this.#noted = new Map(uses)
  }

  readonly keyring = (): Keyring => this.#keyring

  /** The key to sign with under that name; undefined where it cannot be used. */
  readonly signingKey = (name: string): TsigKey | undefined => this.#keyring.signingKey(name)?.key

  /** Loads these keys. It makes a key that has no file yet, unless its use was written down: then the file is lost. */
  use({ tsig }: Pick<Settings, 'tsig'>): void {
    this.#wanted = tsig
    const { keyring, troubles } = loadKeyring(tsig, { make: true, before: this.#keyring, uses: this.#noted })
    this.#keyring = keyring
    for (const trouble of troubles) this.#tell(trouble, tsig)
  }

  /** Notes that somebody else has signed well with the key. `now`: milliseconds since 1970. */
  readonly noteUse = (entry: KeyEntry, now: number): void => {
    this.#keyring.noteUse(entry, now)
    const name = entry.current.toLowerCase()
    const known = this.#noted.get(name)
    if (known !== undefined && known >= entry.written && Math.abs(now - known) < NOTED_AGAIN) return
    this.#noted.set(name, now)
    this.#write()
  }

  /** Notes that a server has signed its answer with the key: it has the secret. */
  readonly noteAnswer = ({ name }: TsigKey): void => {
    const entry = this.#keyring.find(name)
    if (entry !== undefined) this.noteUse(entry, Date.now())
  }

  #open(state: string): { readonly kept: string | undefined; readonly uses: KeyUses } {
    const nothing = { kept: undefined, uses: new Map<string, number>() }
    try {
      const kept = keptFolder(state).path
      const uses = readKeyUses(kept)
      if (uses !== 'unknown') return { kept, uses }
      this.#log.warn(
        { folder: kept },
        'another version of Janus wrote the record of keys in use: this version leaves it as it is',
      )
      return nothing
    } catch (error) {
      this.#log.warn({ reason: String(error) }, NOT_NOTED)
      return nothing
    }
  }

  /** Writes the uses down. It forgets keys that are not there any more, but not those that are configured and lost. */
  #write(): void {
    if (this.#kept === undefined) return
    const there = new Set(this.#keyring.entries.map(({ current }) => current.toLowerCase()))
    for (const { text } of this.#wanted)
      if (this.#keyring.of(text).length === 0) for (const name of usesOf(this.#noted, text)) there.add(name)
    for (const name of this.#noted.keys()) if (!there.has(name)) this.#noted.delete(name)
    try {
      writeKeyUses(this.#kept, this.#noted)
      this.#hasFailed = false
    } catch (error) {
      if (!this.#hasFailed) this.#log.warn({ reason: String(error) }, NOT_NOTED)
      this.#hasFailed = true
    }
  }

  /** Logs the trouble with the key's place in the configuration, and nothing of its secret. */
  #tell({ wanted, usable, message, fix }: KeyTrouble, tsig: Settings['tsig']): void {
    const place = tsig.find(({ text }) => text === wanted.text)?.place
    const about = {
      key: wanted.text,
      at: place && `${place.file}:${place.line}:${place.column}`,
      reason: english.text(message),
      ...(fix && { fix: english.text(fix) }),
    }
    if (usable) this.#log.warn(about, 'a TSIG key works, but something is wrong with it')
    else this.#log.error(about, 'a TSIG key cannot be used: requests signed with it get BADKEY')
  }
}

const NOT_NOTED = 'the record of keys in use cannot be read or written: after a restart Janus signs with the older keys'
