// Faces that Janus signed and no longer signs, because somebody withdrew their zone or leaves one view unsigned. Each goes on under the
// serials of its content, which have to be newer than its signed ones.

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
  /** Serials under which faces were served signed. */
  readonly signed: Pick<SerialRecord, 'of'>
  /** Serials of contents. */
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

  /** Releases all faces of a zone and gives them with their serials. Whatever happens next, a start gives the content newer serials. */
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

  /** Releases one face. If Janus signs it again, it begins anew. */
  drop(face: SignedFace): void {
    this.#isNews = true
    this.#forget(face)
    try {
      this.#options.keeping.remove(face)
    } catch (error) {
      const reason = whyOf(error)
      this.#options.log.warn({ reason }, 'the image of a zone that is not signed any more cannot be deleted')
    }
  }

  /** Whether clients see something else since the last call. */
  haveChanged(): boolean {
    const isNews = this.#isNews
    this.#isNews = false
    return isNews
  }

  /** Faces shown unsigned whose serial is not newer than the signed one. `shows`: what clients see of a content. */
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
