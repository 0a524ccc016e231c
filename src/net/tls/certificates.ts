// The certificates that listeners show, which follow their files. Where Janus cannot use a new pair, the one before stays: a bad file costs
// nobody a connection. Where there was none before, Janus shows one that it has signed itself.

import { type CertificatePair, type PairFiles, type PairFlaw, readPair } from '../../keys/certificate-pair.ts'
import { stampAt } from '../../system/file-stamp.ts'
import { selfSigned } from './self-signed.ts'

export type ShownPair = Pick<CertificatePair, 'certificate' | 'key'>

export type CertificateState = {
  readonly files: PairFiles
  /** When the shown certificate expires, in milliseconds since 1970; undefined for one that Janus has signed itself. */
  readonly expires: number | undefined
  /** Why Janus does not use the present files, or why they are of little use. */
  readonly flaws: readonly PairFlaw[]
}

type Held = {
  readonly files: PairFiles
  shown: ShownPair
  expires: number | undefined
  flaws: readonly PairFlaw[]
  stamps: string
}

export type CertificatesOptions = {
  /** Hears of pairs that listeners show from now on. */
  readonly onChange: (number: number, pair: ShownPair) => void
  /** Hears of files that Janus cannot use, or that are of little use. */
  readonly onFlaws: (files: PairFiles, flaws: readonly PairFlaw[]) => void
  readonly now?: () => number
}

export class Certificates {
  readonly #options: CertificatesOptions
  readonly #now: () => number
  readonly #held: (Held | undefined)[]
  readonly #shown: ShownPair[]

  /** `listeners`: the files of each listener in turn; `self-signed` where it has none. */
  constructor(listeners: readonly (PairFiles | 'self-signed')[], options: CertificatesOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    const own = listeners.length > 0 ? selfSigned('janus', this.#now()) : undefined
    this.#shown = listeners.map(() => own!)
    this.#held = listeners.map((files) =>
      files === 'self-signed' ? undefined : { files, shown: own!, expires: undefined, flaws: [], stamps: '' },
    )
    for (const [i, held] of this.#held.entries()) if (held) this.#read(i, held)
  }

  shown(number: number): ShownPair {
    return this.#shown[number]!
  }

  get states(): readonly CertificateState[] {
    return this.#held.flatMap((held) => (held ? [{ files: held.files, expires: held.expires, flaws: held.flaws }] : []))
  }

  /** Reads the files again: `all`, or those that somebody has written to. */
  refresh(all: boolean): void {
    for (const [i, held] of this.#held.entries()) {
      if (held === undefined || (!all && stampsOf(held.files) === held.stamps)) continue
      const before = held.shown
      this.#read(i, held)
      if (held.shown !== before) this.#options.onChange(i, held.shown)
    }
  }

  #read(number: number, held: Held): void {
    held.stamps = stampsOf(held.files)
    const { pair, flaws } = readPair(held.files, this.#now())
    const told = JSON.stringify(held.flaws) === JSON.stringify(flaws)
    held.flaws = flaws
    if (flaws.length > 0 && !told) this.#options.onFlaws(held.files, flaws)
    if (pair === undefined) return
    // There is nothing better: clients that look at the date refuse this one, and all others get answers.
    const isFirst = held.expires === undefined
    const isSame = pair.certificate === held.shown.certificate && pair.key === held.shown.key
    const isEarly = this.#now() < pair.begins
    // A pair that does not count yet will, without a change of its files: so we read it again next time.
    if (isEarly) held.stamps = ''
    if (isSame || (!isFirst && (isEarly || pair.expires <= this.#now()))) return
    held.shown = pair
    held.expires = pair.expires
    this.#shown[number] = pair
  }
}

function stampsOf({ certificate, key }: PairFiles): string {
  return [certificate, key].map((path) => JSON.stringify(stampAt(path), ['size', 'changed', 'inode'])).join(' ')
}
