// A secondary with a serial that is newer than ours takes nothing of what we serve: the record of serials was lost, or an older copy of the
// state came back. The face gets the next serial above that one, where its serial is ours to give.

import type { Logger } from 'pino'
import { isNewerSerial } from '../dns/serial.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import type { Generations } from '../store/generation/generations.ts'
import { nextSerial } from '../store/serials.ts'
import type { Store } from '../store/store.ts'
import { isForeign } from '../text/config/sources.ts'
import { sealOf } from '../zone/seal.ts'
import { serialChange } from '../zone/soa-serial.ts'
import type { Zone } from '../zone/zone.ts'
import { servedOf } from './face-places.ts'

export class SerialAbove {
  readonly #generations: Generations
  readonly #store: Store
  readonly #log: Logger
  /** Faces whose turn it is: several secondaries may say so at once. */
  readonly #going = new Set<string>()

  constructor({ generations, store, log }: { generations: Generations; store: Store; log: Logger }) {
    this.#generations = generations
    this.#store = store
    this.#log = log
  }

  /** `there`: the serial that the secondary has. */
  async raise(name: FaceName, there: number, secondary: string): Promise<void> {
    const key = faceKey(name)
    const served = servedOf(this.#generations, name)
    if (served === undefined || this.#going.has(key) || !isNewerSerial(there, served.serial)) return
    const about = { view: name.view, secondary, there, here: served.serial }
    if (!this.#isOurs(name, served)) {
      this.#log.warn(
        about,
        'a secondary has a newer serial than is served here, and takes nothing until the source has a newer one',
      )
      return
    }
    this.#going.add(key)
    try {
      const changes = serialChange(served, nextSerial(there))
      const { kind } = await this.#store.accept({ face: name, changes })
      this.#log.warn(
        { ...about, outcome: kind },
        'a secondary had a newer serial than was served here: the face has the next one above it',
      )
    } finally {
      this.#going.delete(key)
    }
  }

  /** Not its primary's, not its file's alone, and under no signature and no digest. */
  #isOurs({ view, origin }: FaceName, served: Zone): boolean {
    const { faces } = this.#generations.current.candidate.loaded
    const wanted = faceKey({ view, origin })
    const face = faces.find((one) => faceKey({ view: one.face.viewName, origin: one.origin }) === wanted)?.face
    if (face === undefined || isForeign(face) || face.serial === 'source') return false
    return sealOf(served) === undefined
  }
}
