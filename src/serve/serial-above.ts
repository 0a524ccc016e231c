// Raises the serial of a face when a secondary has a newer one: such a secondary takes nothing of what we serve. It comes about when the
// record of serials is lost, or an older copy of the state folder comes back. It leaves faces alone whose serials others give.

import type { Logger } from 'pino'
import { nameText } from '../dns/name-text.ts'
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
  /** Faces that are being raised: several secondaries may have a newer serial. */
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
    const about = { zone: nameText(name.origin), view: name.view, secondary, there, here: served.serial }
    if (!this.#isOurs(name, served)) {
      this.#log.warn(
        about,
        'a secondary has a newer serial than is served here, and takes nothing until the source has one above that: raise it there',
      )
      return
    }
    this.#going.add(key)
    try {
      const changes = serialChange(served, nextSerial(there))
      const { kind } = await this.#store.accept({ face: name, changes })
      if (kind === 'accepted')
        this.#log.warn(
          about,
          'a secondary had a newer serial than was served here: the zone now has the next serial above it',
        )
      else
        this.#log.error(
          { ...about, outcome: kind },
          'a secondary has a newer serial than is served here, but the serial of the zone cannot be raised above it',
        )
    } finally {
      this.#going.delete(key)
    }
  }

  /** Whether we may give the face a serial: no primary gives it, nor its file alone, and no signature or digest covers it. */
  #isOurs({ view, origin }: FaceName, served: Zone): boolean {
    const { faces } = this.#generations.current.candidate.loaded
    const wanted = faceKey({ view, origin })
    const face = faces.find((one) => faceKey({ view: one.face.viewName, origin: one.origin }) === wanted)?.face
    if (face === undefined || isForeign(face) || face.serial === 'source') return false
    return sealOf(served) === undefined
  }
}
