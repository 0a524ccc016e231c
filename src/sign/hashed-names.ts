// Collects the hashes of a zone's names with their types, then gives the chain of NSEC3 in order. It holds no object for a name.

import { Octets } from '../dns/octets.ts'
import { HASH_OCTETS } from './nsec3-hash.ts'

/** The hash of one name, its types, and the hash behind it. */
export type VisitLink = (hash: Uint8Array, types: readonly number[], next: Uint8Array) => void

export class HashedNames {
  readonly #hashes = new Octets(4096)
  readonly #types = new Octets(4096)
  /** Where the types of each name end. */
  readonly #ends: number[] = []

  get size(): number {
    return this.#ends.length
  }

  add(hash: Uint8Array, types: readonly number[]): void {
    this.#hashes.append(hash)
    for (const type of types) this.#types.u16(type)
    this.#ends.push(this.#types.length)
  }

  /** Visits the links in the order of the hashes; the last one leads to the first. */
  eachLink(visit: VisitLink): void {
    const order = Uint32Array.from(this.#ends, (_, i) => i)
    const { bytes } = this.#hashes
    order.sort((a, b) => {
      let [p, q] = [a * HASH_OCTETS, b * HASH_OCTETS]
      for (const end = p + HASH_OCTETS; p < end; p++, q++) if (bytes[p] !== bytes[q]) return bytes[p]! - bytes[q]!
      return 0
    })
    for (const [i, name] of order.entries())
      visit(this.#hash(name), this.#typesOf(name), this.#hash(order[(i + 1) % order.length]!))
  }

  #hash(name: number): Uint8Array {
    return this.#hashes.bytes.subarray(name * HASH_OCTETS, (name + 1) * HASH_OCTETS)
  }

  #typesOf(name: number): number[] {
    const { bytes } = this.#types
    const types: number[] = []
    for (let at = this.#ends[name - 1] ?? 0; at < this.#ends[name]!; at += 2)
      types.push((bytes[at]! << 8) | bytes[at + 1]!)
    return types
  }
}
