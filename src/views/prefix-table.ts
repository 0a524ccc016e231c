// Client address -> view. Compiled when the configuration is loaded, then shared by every thread. Only its scopes are written later.

import type { Prefix } from './prefix.ts'
import { longestIn, prefixList } from './prefix-list.ts'
import { FANOUT, putScopes, ROOT, ROOT_BITS, STRIDE } from './scopes.ts'

export type ViewPrefix = { readonly prefix: Prefix; readonly view: number }

//  One Int32Array, the same walk for both families:
//
//    [0, 65536)        IPv4 by its first 16 bits
//    [65536, 131072)   IPv6 by its first 16 bits
//    [131072, …)       nodes of 16 entries, one per value of the next 4 bits
//
// An entry of 0 or more is the place of the next node. A negative one ends the walk: -1 is no view, -2 view 0, -3 view 1… The
// compiler pushes less specific prefixes down into the leaves, so the walk ends with the most specific one in hand.
const NO_VIEW = -1

// Behind the entries stand the views of 0.0.0.0/0 and ::/0, and an octet for each entry that ends a walk, its scope: the length of the
// shortest prefix around an address there within which all addresses get the same view. Few servers are asked for scopes: they are found
// when somebody first wants one, and a word before them says that they are there.
const ALL = 2
const BEHIND = ALL + 1

export class PrefixTable {
  /** What another thread needs to make the same table. */
  readonly buffer: SharedArrayBuffer
  /** The prefixes that it was made of, to find which has won; empty where nobody asks that. */
  readonly list: SharedArrayBuffer
  readonly #entries: Int32Array
  readonly #all: Int32Array
  readonly #hasScopes: Int32Array
  readonly #scopes: Uint8Array

  constructor(buffer: SharedArrayBuffer, list = new SharedArrayBuffer(0)) {
    const entries = (buffer.byteLength - BEHIND * WORD) / (WORD + 1)
    this.buffer = buffer
    this.list = list
    this.#entries = new Int32Array(buffer, 0, entries)
    this.#all = new Int32Array(buffer, entries * WORD, ALL)
    this.#hasScopes = new Int32Array(buffer, (entries + ALL) * WORD, 1)
    this.#scopes = new Uint8Array(buffer, (entries + BEHIND) * WORD)
  }

  /** Takes milliseconds, the first time: call it before threads that answer want scopes. Two threads at once find the same ones. */
  findScopes(): void {
    if (Atomics.load(this.#hasScopes, 0) === 1) return
    putScopes(this.#entries, this.#scopes)
    Atomics.store(this.#hasScopes, 0, 1)
  }

  /** Whether the other table gives every address the same view, by the same prefix. */
  isSame({ buffer, list }: PrefixTable): boolean {
    const isAlike = (one: ArrayBufferLike, other: ArrayBufferLike, octets: number) =>
      one.byteLength === other.byteLength && Buffer.from(one, 0, octets).equals(Buffer.from(other, 0, octets))
    return isAlike(this.buffer, buffer, this.#hasScopes.byteOffset) && isAlike(this.list, list, list.byteLength)
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

  /**
   * The view of a network, or -1; where its addresses have several views, that of the whole family. An IPv4-mapped network counts as
   * IPv6: no client asks from it, a resolver names it.
   */
  matchNetwork(address: Uint8Array, family: 4 | 6, bits: number): number {
    this.findScopes()
    const place = this.#placeOf(address, family)
    return this.#scopes[place]! <= bits ? -2 - this.#entries[place]! : this.#all[family === 4 ? 0 : 1]!
  }

  /** Length of the shortest prefix around the address within which all addresses get the same view. */
  scopeOf(address: Uint8Array, family: 4 | 6): number {
    this.findScopes()
    return this.#scopes[this.#placeOf(address, family)]!
  }

  /** Bits of the prefix that gives the address its view, or -1. An IPv4-mapped address counts as IPv6. */
  wonBy(address: Uint8Array, family: 4 | 6): number {
    return longestIn(this.list, address, family)
  }

  #placeOf(address: Uint8Array, family: 4 | 6): number {
    const entries = this.#entries
    let place = (family === 4 ? 0 : ROOT) + ((address[0]! << 8) | address[1]!)
    for (let at = 2; entries[place]! >= 0; at++) {
      place = entries[place]! + (address[at]! >>> STRIDE)
      if (entries[place]! < 0) break
      place = entries[place]! + (address[at]! & (FANOUT - 1))
    }
    return place
  }
}

const WORD = Int32Array.BYTES_PER_ELEMENT

/** Compiles a table. Where two prefixes are the same network, the later one in the list holds. */
export function compilePrefixes(list: readonly ViewPrefix[]): PrefixTable {
  const builder = new Builder()
  // More specific prefixes come later and overwrite less specific ones.
  for (const { prefix, view } of list.toSorted((a, b) => a.prefix.bits - b.prefix.bits)) builder.insert(prefix, view)
  return new PrefixTable(builder.finish(), prefixList(list.map(({ prefix }) => prefix)))
}

function isMapped(address: Uint8Array): boolean {
  for (let i = 1; i < 10; i++) if (address[i] !== 0) return false
  return address[10] === 0xff && address[11] === 0xff
}

class Builder {
  #entries = new Int32Array(4 * ROOT).fill(NO_VIEW)
  #length = 2 * ROOT
  readonly #all = new Int32Array(ALL).fill(-1)

  insert({ family, octets, bits }: Prefix, view: number): void {
    if (bits === 0) this.#all[family === 4 ? 0 : 1] = view
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
    const entries = this.#entries.subarray(0, this.#length)
    const buffer = new SharedArrayBuffer((entries.length + BEHIND) * WORD + entries.length)
    new Int32Array(buffer, 0, entries.length).set(entries)
    new Int32Array(buffer, entries.length * WORD, ALL).set(this.#all)
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
