// Client address -> view. Compiled once when the configuration is loaded, then shared by every thread and never written.

import type { Prefix } from './prefix.ts'

export type ViewPrefix = { readonly prefix: Prefix; readonly view: number }

//  One Int32Array, the same walk for both families:
//
//    [0, 65536)        IPv4 by its first 16 bits
//    [65536, 131072)   IPv6 by its first 16 bits
//    [131072, …)       nodes of 16 entries, one per value of the next 4 bits
//
// An entry of 0 or more is the place of the next node. A negative one ends the walk: -1 is no view, -2 view 0, -3 view 1… The
// compiler pushes less specific prefixes down into the leaves, so the walk ends with the most specific one in hand.
const ROOT_BITS = 16
const ROOT = 1 << ROOT_BITS
const STRIDE = 4
const FANOUT = 1 << STRIDE
const NO_VIEW = -1

export class PrefixTable {
  /** What another thread needs to make the same table. */
  readonly buffer: SharedArrayBuffer
  readonly #entries: Int32Array

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer
    this.#entries = new Int32Array(buffer)
  }

  /** Index of the view whose prefix for this address is the most specific, or -1. Allocates nothing. */
  match(address: Uint8Array, family: 4 | 6): number {
    const entries = this.#entries
    let at = 0
    let root = 0
    if (family === 6) {
      // RFC 4291 §2.5.5.2: ::ffff:a.b.c.d is an IPv4 source seen through an IPv6 socket.
      if (address[0] === 0 && isMapped(address)) at = 12
      else root = ROOT
    }
    let entry = entries[root + ((address[at]! << 8) | address[at + 1]!)]!
    for (at += 2; entry >= 0; at++) {
      const octet = address[at]!
      entry = entries[entry + (octet >>> STRIDE)]!
      if (entry < 0) break
      entry = entries[entry + (octet & (FANOUT - 1))]!
    }
    return -2 - entry
  }
}

/** Where two prefixes are the same network, the later one in the list holds. */
export function compilePrefixes(list: readonly ViewPrefix[]): PrefixTable {
  const builder = new Builder()
  // The more specific come later and write over the less specific.
  for (const { prefix, view } of list.toSorted((a, b) => a.prefix.bits - b.prefix.bits)) builder.insert(prefix, view)
  return new PrefixTable(builder.finish())
}

function isMapped(address: Uint8Array): boolean {
  for (let i = 1; i < 10; i++) if (address[i] !== 0) return false
  return address[10] === 0xff && address[11] === 0xff
}

class Builder {
  #entries = new Int32Array(4 * ROOT).fill(NO_VIEW)
  #length = 2 * ROOT

  insert({ family, octets, bits }: Prefix, view: number): void {
    const leaf = -2 - view
    const root = family === 4 ? 0 : ROOT
    const first = root + ((octets[0]! << 8) | octets[1]!)
    if (bits <= ROOT_BITS) {
      this.#entries.fill(leaf, first, first + (1 << (ROOT_BITS - bits)))
      return
    }
    let at = first
    let depth = ROOT_BITS
    for (; bits - depth > STRIDE; depth += STRIDE) at = this.#child(at) + nibble(octets, depth)
    const from = this.#child(at) + nibble(octets, depth)
    this.#entries.fill(leaf, from, from + (1 << (depth + STRIDE - bits)))
  }

  finish(): SharedArrayBuffer {
    const buffer = new SharedArrayBuffer(this.#length * Int32Array.BYTES_PER_ELEMENT)
    new Int32Array(buffer).set(this.#entries.subarray(0, this.#length))
    return buffer
  }

  /** The node that the entry leads to; a leaf becomes a node of sixteen such leaves. */
  #child(at: number): number {
    const entry = this.#entries[at]!
    if (entry >= 0) return entry
    const node = this.#length
    this.#length += FANOUT
    if (this.#length > this.#entries.length) this.#grow()
    this.#entries.fill(entry, node, this.#length)
    this.#entries[at] = node
    return node
  }

  #grow(): void {
    const next = new Int32Array(this.#entries.length * 2)
    next.set(this.#entries)
    this.#entries = next
  }
}

function nibble(octets: Uint8Array, depth: number): number {
  const octet = octets[depth >>> 3]!
  return (depth & 7) === 0 ? octet >>> STRIDE : octet & (FANOUT - 1)
}
