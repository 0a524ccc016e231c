// Faces that were signed here and are not any more: by a withdrawal of their zone, or because one view is to be left unsigned. Each goes on
// under the serials of its content, which have to be newer than those that it had signed.

import { isNewerSerial } from '../dns/serial.ts'
import { faceKey } from '../store/change.ts'
import type { Clock } from '../store/clock.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { LastServed, SerialRecord } from '../store/serial-record.ts'
import { whyOf } from '../system/why.ts'
import type { Zone } from '../zone/zone.ts'
import type { ImageKeeping } from './image-keeping.ts'
import type { SignedFace } from './signed-face.ts'
import type { SignedFaces } from './signed-faces.ts'
import type { SigningOptions } from './signing.ts'

export type ReleasedFacesOptions = Pick<SigningOptions, 'history' | 'log'> & {
  readonly faces: SignedFaces
  /** Under which they were served. */
  readonly signed: Pick<SerialRecord, 'of'>
  /** Of content. */
  readonly plain: SigningOptions['serials']
  readonly keeping: Pick<ImageKeeping, 'remove'>
  readonly clock: Pick<Clock, 'clear'>
}

export class ReleasedFaces {
  readonly #options: ReleasedFacesOptions
  #isNews = false

  constructor(options: ReleasedFacesOptions) {
    this.#options = options
  }

  /** All of a zone; with the serials that they had. Whatever happens from now on, the next start gives the content newer ones. */
  async release(
    origin: Uint8Array,
  ): Promise<{ readonly faces: readonly SignedFace[]; readonly last: readonly LastServed[] }> {
    const { signed, plain } = this.#options
    const faces = this.#options.faces.ofZone(origin)
    const last = faces.flatMap(({ name }) => signed.of(name) ?? [])
    await plain.put(last.filter(({ name, serial }) => !isNewerSerial(plain.of(name)?.serial ?? serial, serial)))
    for (const face of faces) this.#forget(face)
    return { faces, last }
  }

  /** One that is to be left unsigned: signed again, it begins anew. */
  drop(face: SignedFace): void {
    this.#isNews = true
    this.#forget(face)
    try {
      this.#options.keeping.remove(face)
    } catch (error) {
      const reason = whyOf(error)
      this.#options.log.warn({ reason }, 'the image of a face that is not signed any more cannot be deleted')
    }
  }

  /** Whether clients are to be shown something else since this was asked last. */
  haveChanged(): boolean {
    const isNews = this.#isNews
    this.#isNews = false
    return isNews
  }

  /** Those that are shown as they come, and not under a newer serial than they had. `shows`: what of a content is shown. */
  overtaken(
    { loaded }: Candidate,
    shows: (view: string, origin: Uint8Array, content: Zone) => Zone | undefined,
  ): readonly LastServed[] {
    return loaded.faces.flatMap(({ origin, face: { viewName }, served }) => {
      const last = this.#options.signed.of({ view: viewName, origin })
      if (last === undefined || served === undefined || isNewerSerial(served.serial, last.serial)) return []
      return shows(viewName, origin, served) === served ? [last] : []
    })
  }

  #forget(face: SignedFace): void {
    const { faces, clock, history } = this.#options
    faces.delete(faceKey(face.name))
    face.unsigned()
    clock.clear(face.name, 're-sign')
    history.drop(face.name)
  }
}
