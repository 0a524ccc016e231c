// Until when each face may be served, found by the face's name. An expiry is kept as long as a generation has the face or is about to:
// catalogs add and remove names without end.

import { type FaceName, faceKey } from '../store/change.ts'
import { Expiry } from '../zone/expiry.ts'

/** Below so many, looking for those that nobody holds is not worth it. */
const FEW = 1024

export class HeldExpiries {
  readonly #all = new Map<string, WeakRef<Expiry>>()
  #many = FEW

  /** Counts the expiries that somebody holds, and some that nobody holds any more. */
  get size(): number {
    return this.#all.size
  }

  /** `begin` is called with a new expiry, one that nobody holds yet. */
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

  /** Runs each time the number has doubled since the last run. */
  #forgetOthers(): void {
    for (const [key, expiry] of this.#all) if (expiry.deref() === undefined) this.#all.delete(key)
    this.#many = Math.max(FEW, 2 * this.#all.size)
  }
}
