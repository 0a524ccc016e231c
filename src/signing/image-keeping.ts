// Writes signed images to the disk soon after they have changed, and at the end. A lost change costs signatures at the next start, and a
// serial. The longer writes of an image take, the rarer they are, so that Janus does not write a busy zone all the time.

import type { Logger } from 'pino'
import type { Clock } from '../store/clock.ts'
import type { Fold } from '../store/folding.ts'
import { whyOf } from '../system/why.ts'
import { roomAtFirst } from '../zone/fold.ts'
import type { Zone } from '../zone/zone.ts'
import type { SignedFace } from './signed-face.ts'
import type { SignedImages } from './signed-images.ts'

/** Fewest and most seconds between a change and the write of the image. */
const LEAST = 1
const MOST = 60
/** After a write, so many times its length pass without another of the face: writes take a hundredth of the time at most. */
const REST = 100
/** Seconds that the write of a record takes, until one of the face was measured: an image has some 200 octets for each. */
const USUAL = 1e-6

export class ImageKeeping {
  readonly #images: Pick<SignedImages, 'write' | 'remove'>
  readonly #clock: Clock
  readonly #log: Logger
  readonly #fold: Fold
  /** Faces whose present image is not on the disk. */
  readonly #unkept = new Set<SignedFace>()
  /** Seconds that the last write of each face took. */
  readonly #took = new WeakMap<SignedFace, number>()

  constructor(images: Pick<SignedImages, 'write' | 'remove'>, clock: Clock, log: Logger, fold: Fold) {
    this.#images = images
    this.#clock = clock
    this.#log = log
    this.#fold = fold
  }

  changed(face: SignedFace): void {
    this.#unkept.add(face)
    if (this.#clock.until(face.name, 'notify') !== undefined) return
    const took = this.#took.get(face) ?? (face.signed?.records ?? 0) * USUAL
    const after = Math.min(Math.max(took * REST, LEAST), MOST)
    this.#clock.set(face.name, 'notify', after * 1000, () => this.#keepSoon(face))
  }

  /** Removes the face's image. Throws system errors. */
  remove(face: SignedFace): void {
    this.#unkept.delete(face)
    this.#clock.clear(face.name, 'notify')
    this.#images.remove(face.name)
  }

  /** Writes all images that are not on the disk yet. */
  write(): void {
    for (const face of this.#unkept) this.#keep(face, face.signed, performance.now())
  }

  /** Writes the face's image. A large image is folded in another thread first, which takes many times as long as the write. */
  async #keepSoon(face: SignedFace): Promise<void> {
    const { signed } = face
    const begun = performance.now()
    this.#clock.clear(face.name, 'notify')
    const room = signed && roomAtFirst(signed.records)
    if (room === undefined || signed?.isFirst) return this.#keep(face, signed, begun)
    try {
      const { zone } = await this.#fold(signed!, room)
      // If the server has ended meanwhile, write() has written the image already.
      if (this.#unkept.has(face)) this.#keep(face, zone, begun, face.signed === signed)
    } catch (error) {
      if (this.#unkept.has(face)) this.#cannot(error)
    }
  }

  /** `isNewest`: nothing has changed since. */
  #keep(face: SignedFace, zone: Zone | undefined, begun: number, isNewest = true): void {
    if (isNewest) {
      this.#unkept.delete(face)
      this.#clock.clear(face.name, 'notify')
    }
    try {
      if (zone !== undefined) this.#images.write(face.name, zone)
    } catch (error) {
      this.#cannot(error)
    }
    this.#took.set(face, (performance.now() - begun) / 1000)
  }

  #cannot(error: unknown): void {
    this.#log.warn({ reason: whyOf(error) }, 'a signed zone cannot be kept in the state folder')
  }
}
