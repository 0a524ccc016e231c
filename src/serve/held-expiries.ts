// Until when faces may be served, each found by its name for as long as any generation has it, or is about to: with catalogs names come and go
// without end.

import { type FaceName, faceKey } from '../store/change.ts'
import { Expiry } from '../zone/expiry.ts'

/** So many that nobody holds are no reason to look for them. */
const FEW = 1024

export class HeldExpiries {
  readonly #all = new Map<string, WeakRef<Expiry>>()
  #many = FEW

  /** Those that are held, and some of those that were. */
  get size(): number {
    return this.#all.size
  }

  /** `begin`: told of one that nobody holds yet. */
  of(face: FaceName, begin: (expiry: Expiry) => void): Expiry {
    const key = faceKey(face)
    const known = this.#all.get(key)?.deref()
    if (known !== undefined) return known
    const expiry = new Expiry()
    begin(expiry)
    if (this.#all.size >= this.#many) this.#forgetOthers()
    this.#all.set(key, new WeakRef(expiry))
    return expiry
  }

  /** Each time that there are twice as many as then. */
  #forgetOthers(): void {
    for (const [key, expiry] of this.#all) if (expiry.deref() === undefined) this.#all.delete(key)
    this.#many = Math.max(FEW, 2 * this.#all.size)
  }
}
