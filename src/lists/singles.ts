// Single IPv4 addresses with a code each, sorted as numbers: address and code lie in one, so that nothing is looked up on the way.

import { take } from '../memory/budget.ts'
import { type Flat, Growing } from './ip4-flat.ts'

/** Codes take the bits below those of an address, as many as are exact beside it. */
const CODES = 2 ** 21

export class Singles {
  #keys: Float64Array
  #count = 0

  constructor(room: number) {
    take(room * 8)
    this.#keys = new Float64Array(room)
  }

  /** False where the code is too large to go with the address. */
  add(address: number, code: number): boolean {
    if (code >= CODES) return false
    if (this.#count === this.#keys.length) this.#grow()
    this.#keys[this.#count++] = address * CODES + code
    return true
  }

  #grow(): void {
    const room = this.#keys.length * 2 + 64
    take(room * 8)
    const next = new Float64Array(room)
    next.set(this.#keys)
    this.#keys = next
  }

  /** `beside`: of the same layer, whose codes come together with these. `together`: of two codes, neither of them 0. */
  flatten(beside: Flat, together: (a: number, b: number) => number): Flat {
    const keys = this.#keys.subarray(0, this.#count).sort()
    const flat = new Growing(keys.length)
    let b = 0
    for (let i = 0; i < keys.length; ) {
      const address = Math.floor(keys[i]! / CODES)
      let code = keys[i]! - address * CODES
      for (i++; i < keys.length && keys[i]! < (address + 1) * CODES; i++)
        code = joined(code, keys[i]! - address * CODES, together)
      while (b < beside.count && beside.last[b]! < address) b++
      if (b < beside.count && beside.first[b]! <= address) code = joined(code, beside.code[b]!, together)
      flat.add(address, address, code)
    }
    return flat
  }
}

/** What one excludes is excluded. */
function joined(a: number, b: number, together: (a: number, b: number) => number): number {
  if (a === b) return a
  return a === 0 || b === 0 ? 0 : together(a, b)
}
