// When signed images go to the disk: soon after they have changed, and at the end. A lost change costs signatures at the next start, and a
// serial. The longer a write takes, the less often it happens, so that a zone that changes all the time is not written all the time.

import type { Logger } from 'pino'
import type { Clock } from '../store/clock.ts'
import { whyOf } from '../system/why.ts'
import type { SignedFace } from './signed-face.ts'
import type { SignedImages } from './signed-images.ts'

/** Seconds after which a signed image that changes is written down: at the least, and at the most. */
const LEAST = 1
const MOST = 60
/** So many times as long as a write took, nothing of the face is written: one hundredth of the time goes there at the most. */
const REST = 100
/** Seconds that a record takes, as long as nobody has seen the face written: an image has some 200 octets of each. */
const USUAL = 1e-6

export class ImageKeeping {
  readonly #images: Pick<SignedImages, 'write' | 'remove'>
  readonly #clock: Clock
  readonly #log: Logger
  /** Faces whose image is not on the disk as it is. */
  readonly #unkept = new Set<SignedFace>()
  /** Seconds that it took last. */
  readonly #took = new WeakMap<SignedFace, number>()

  constructor(images: Pick<SignedImages, 'write' | 'remove'>, clock: Clock, log: Logger) {
    this.#images = images
    this.#clock = clock
    this.#log = log
  }

  changed(face: SignedFace): void {
    this.#unkept.add(face)
    if (this.#clock.until(face.name, 'notify') !== undefined) return
    const took = this.#took.get(face) ?? (face.signed?.records ?? 0) * USUAL
    const after = Math.min(Math.max(took * REST, LEAST), MOST)
    this.#clock.set(face.name, 'notify', after * 1000, () => this.#keep(face))
  }

  /** Nothing is to be kept of it. Throws system errors. */
  remove(face: SignedFace): void {
    this.#unkept.delete(face)
    this.#clock.clear(face.name, 'notify')
    this.#images.remove(face.name)
  }

  /** All that is not there as it is. */
  write(): void {
    for (const face of this.#unkept) this.#keep(face)
  }

  #keep(face: SignedFace): void {
    this.#unkept.delete(face)
    this.#clock.clear(face.name, 'notify')
    const begun = performance.now()
    try {
      if (face.signed) this.#images.write(face.name, face.signed)
    } catch (error) {
      const reason = whyOf(error)
      this.#log.warn({ reason }, 'a signed zone cannot be kept in the state folder')
    }
    this.#took.set(face, (performance.now() - begun) / 1000)
  }
}
