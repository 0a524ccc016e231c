// A name taken apart once for many look-ups: where each of its labels begins, and a hash of each suffix. The hash of a name
// goes from the right, so that all zones, all nodes and the compression table share it.

import { fold, MAX_LABELS, sameName } from './name.ts'

/** Hash of the root; every other name's hash is built on its parent's. */
export const ROOT_HASH = 0x2f6e2b1

/** Hash of a name from its parent's hash and its first label (at the length octet), ASCII case folded. */
export function hashLabel(parentHash: number, bytes: Uint8Array, at: number): number {
  let hash = parentHash
  for (let p = at, end = at + bytes[at]!; p <= end; p++) hash = Math.imul(hash ^ fold[bytes[p]!]!, HASH_FACTOR)
  return hash ^ (hash >>> 15)
}

const HASH_FACTOR = 0x01000193
/** HASH_FACTOR × HASH_INVERSE = 1 in 32 bits: it undoes a multiplication by HASH_FACTOR. */
export const HASH_INVERSE = 0x359c449b

/** Suffix 0 is the whole name; suffix `count` is the root. Reused from name to name; allocates nothing after it is made. */
export class Suffixes {
  /** Labels, the root not counted. */
  count = 0
  bytes: Uint8Array = new Uint8Array(1)
  /** at[i]: where suffix i begins in `bytes`. */
  readonly at = new Int32Array(MAX_LABELS + 1)
  /** hash[i]: hash of suffix i. */
  readonly hash = new Int32Array(MAX_LABELS + 1)

  /** Takes the well-formed, uncompressed name at (bytes, at) and keeps a reference to `bytes`. */
  set(bytes: Uint8Array, at: number): this {
    let count = 0
    let p = at
    for (let length = bytes[p]!; length !== 0; length = bytes[p]!) {
      this.at[count++] = p
      p += length + 1
    }
    this.at[count] = p
    this.bytes = bytes
    this.count = count
    let hash = ROOT_HASH
    this.hash[count] = hash
    for (let i = count - 1; i >= 0; i--) {
      hash = hashLabel(hash, bytes, this.at[i]!)
      this.hash[i] = hash
    }
    return this
  }

  /**
   * As set(), for a name at or below the apex, of which there are no hashes above the apex: `hash` is the apex's own. False where
   * the name lies elsewhere.
   */
  setWithin(bytes: Uint8Array, at: number, apex: Uint8Array, apexLabels: number, apexHash: number): boolean {
    const starts = this.at
    let count = 0
    let p = at
    for (let length = bytes[p]!; length !== 0; length = bytes[p]!) {
      starts[count++] = p
      p += length + 1
    }
    starts[count] = p
    if (this.bytes !== bytes) this.bytes = bytes
    this.count = count
    const apexAt = count - apexLabels
    if (apexAt < 0 || !sameName(bytes, starts[apexAt]!, apex, 0)) return false
    let hash = apexHash
    this.hash[apexAt] = hash
    for (let i = apexAt - 1; i >= 0; i--) {
      hash = hashLabel(hash, bytes, starts[i]!)
      this.hash[i] = hash
    }
    return true
  }

  /** Octets of the whole name, terminal zero included. */
  get length(): number {
    return this.at[this.count]! + 1 - this.at[0]!
  }
}
