// The faces that are signed, by faceKey() and by zone: there may be tens of thousands of zones.

import { nameKey } from '../dns/name-key.ts'
import type { SignedFace } from './signed-face.ts'

export class SignedFaces extends Map<string, SignedFace> {
  readonly #byZone = new Map<string, Map<string, SignedFace>>()

  override set(key: string, face: SignedFace): this {
    const zone = nameKey(face.name.origin)
    const its = this.#byZone.get(zone) ?? new Map<string, SignedFace>()
    this.#byZone.set(zone, its.set(key, face))
    return super.set(key, face)
  }

  override delete(key: string): boolean {
    const face = this.get(key)
    if (face === undefined) return false
    const zone = nameKey(face.name.origin)
    const its = this.#byZone.get(zone)!
    its.delete(key)
    if (its.size === 0) this.#byZone.delete(zone)
    return super.delete(key)
  }

  override clear(): void {
    this.#byZone.clear()
    super.clear()
  }

  /** The zone's faces in all views, in the order in which they came. */
  ofZone(origin: Uint8Array): SignedFace[] {
    return [...(this.#byZone.get(nameKey(origin))?.values() ?? [])]
  }
}
