// When signed images go to the disk: a while after they have changed, and at the end. What is lost of it costs signatures at the next
// start, and no more.

import type { Logger } from 'pino'
import type { Clock } from '../store/clock.ts'
import { whyOf } from '../system/why.ts'
import type { SignedFace } from './signed-face.ts'
import type { SignedImages } from './signed-images.ts'

/** Seconds after which a signed image that changes is written down. */
const KEEP_AFTER = 60

export class ImageKeeping {
  readonly #images: SignedImages
  readonly #clock: Clock
  readonly #log: Logger
  /** Faces whose image is not on the disk as it is. */
  readonly #unkept = new Set<SignedFace>()

  constructor(images: SignedImages, clock: Clock, log: Logger) {
    this.#images = images
    this.#clock = clock
    this.#log = log
  }

  changed(face: SignedFace): void {
    this.#unkept.add(face)
    if (this.#clock.until(face.name, 'notify') === undefined)
      this.#clock.set(face.name, 'notify', KEEP_AFTER * 1000, () => this.write())
  }

  /** Nothing is to be kept of it. Throws system errors. */
  remove(face: SignedFace): void {
    this.#unkept.delete(face)
    this.#clock.clear(face.name, 'notify')
    this.#images.remove(face.name)
  }

  write(): void {
    for (const face of this.#unkept) {
      this.#unkept.delete(face)
      this.#clock.clear(face.name, 'notify')
      try {
        if (face.signed) this.#images.write(face.name, face.signed)
      } catch (error) {
        const reason = whyOf(error)
        this.#log.warn({ reason }, 'a signed zone cannot be kept in the state folder')
      }
    }
  }
}
