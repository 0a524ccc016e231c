// The certificates that listeners show, as their files have them by and by. A pair that cannot be used leaves the one before it in
// place: a bad file costs nobody a connection. One that Janus has signed itself stands in where there was none before.

import { type CertificatePair, type PairFiles, type PairFlaw, readPair } from '../../keys/certificate-pair.ts'
import { stampAt } from '../../system/file-stamp.ts'
import { selfSigned } from './self-signed.ts'

export type ShownPair = Pick<CertificatePair, 'certificate' | 'key'>

export type CertificateState = {
  readonly files: PairFiles
  /** Of the one that is shown; undefined where it is one of our own. Milliseconds since 1970. */
  readonly expires: number | undefined
  /** Why the files as they are now are not used, or are of little use. */
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
  /** Told of pairs that are shown from now on. */
  readonly onChange: (number: number, pair: ShownPair) => void
  /** Told when files are found that cannot be used, or are of little use. */
  readonly onFlaws: (files: PairFiles, flaws: readonly PairFlaw[]) => void
  readonly now?: () => number
}

export class Certificates {
  readonly #options: CertificatesOptions
  readonly #now: () => number
  readonly #held: (Held | undefined)[]
  readonly #shown: ShownPair[]

  /** Of each listener in turn; `self-signed` where it has no files. */
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

  /** Looks at the files; those that nobody has written to are not read again, unless all are. */
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
    // Nothing better was there: who looks at the date refuses this one, and all others are served.
    const isFirst = held.expires === undefined
    const isSame = pair.certificate === held.shown.certificate && pair.key === held.shown.key
    const isEarly = this.#now() < pair.begins
    // One that does not count yet will, without a change of its files.
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
