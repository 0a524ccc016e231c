// Gives edited faces an image to go on in: their own if it has room, else a new one. Other faces go on meanwhile.

import { whyOf } from '../system/why.ts'
import type { Comparing } from './comparing.ts'
import type { Pending } from './done.ts'
import type { EditedFace } from './edited-face.ts'
import { digestOf, type Fold } from './folding.ts'
import type { House } from './house.ts'

export type RenewingOptions = {
  readonly house: Pick<House, 'publish'>
  readonly fold: Fold
  readonly comparing: Comparing
  readonly alone: <R>(task: () => R | Promise<R>) => Promise<R>
  /** Whether this is still the face of its name, and the server serves what it was made of. */
  readonly isKnown: (face: EditedFace<Pending>) => boolean
  /** Lets the changes have another turn. */
  readonly ask: (pending: readonly Pending[]) => void
  readonly onFault: (reason: string) => void
}

export class Renewing {
  readonly #options: RenewingOptions

  constructor(options: RenewingOptions) {
    this.#options = options
  }

  begin(face: EditedFace<Pending>): void {
    const { onFault } = this.#options
    const done = face.mayGoOn ? this.#know(face) : this.#fold(face)
    done.catch((error) => {
      face.notFolded()
      onFault(whyOf(error))
      for (const { resolve } of face.waiting.splice(0)) resolve({ kind: 'failed', reason: whyOf(error) })
    })
  }

  /** For a face that lacks only the digest. */
  async #know(face: EditedFace<Pending>): Promise<void> {
    const { comparing, alone, isKnown, ask } = this.#options
    face.beginFold([])
    await comparing.digest(face.served)
    await alone(() => {
      face.notFolded()
      if (!isKnown(face)) return
      face.goOn(comparing.known(face.served))
      ask(face.waiting.splice(0))
    })
  }

  async #fold(face: EditedFace<Pending>): Promise<void> {
    const { house, fold, comparing, alone, isKnown, ask } = this.#options
    const room = face.beginFold(face.waiting.flatMap(({ wanted }) => wanted.get(face) ?? []))
    const from = face.newest
    const isWanted = !face.isBegun || comparing.known(face.newest) === undefined
    const folded = await fold(from, room, isWanted ? face.base : undefined)
    await alone(async () => {
      if (!isKnown(face)) {
        face.notFolded()
        return
      }
      const before = face.newest
      if (!face.folded(folded)) {
        this.begin(face)
        return
      }
      const digest = comparing.known(before) ?? (before === from ? digestOf(folded.begin) : undefined)
      if (digest !== undefined) comparing.learn(face.newest, digest)
      // Once the server serves the new image, nobody needs the old one.
      await house.publish([{ name: face.name, edition: face.newest, changes: [] }])
      ask(face.waiting.splice(0))
    })
  }
}
