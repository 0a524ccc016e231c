// Denial by NSEC3 (RFC 5155 §7.2): it proves what NSEC does, by hashes of names, so that nobody can walk the zone. A chain may leave out names
// whose delegation is unsigned (opt-out, §6); the closest encloser is then the closest one that the chain proves.

import { fold } from '../dns/name.ts'
import type { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { wildcardOf } from '../dns/wildcard-name.ts'
import { HASH_TEXT, type HashParameters, writeHashedLabel } from '../sign/nsec3-hash.ts'
import type { Lookup } from '../zone/lookup.ts'
import { chainInUse } from '../zone/nsec3-chain.ts'
import { NONE, type Node, type Zone } from '../zone/zone.ts'
import type { Proof } from './denial.ts'
import { type Response, Section } from './response.ts'

export class Nsec3Proof implements Proof {
  readonly #wildcard = new Uint8Array(256)
  readonly #label = new Uint8Array(HASH_TEXT)
  /** The chains of the zones asked so far; each goes with its zone. */
  readonly #chains = new WeakMap<Zone, Chain>()

  /** RFC 5155 §7.2.2 */
  nxdomain(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void {
    const encloserAt = this.#addEncloserProof(zone, name, lookup.encloserAt, response)
    if (encloserAt < 0) return
    const length = wildcardOf(name, encloserAt, this.#wildcard)
    if (length > 0) this.#addCovering(zone, this.#wildcard, 0, length, response)
  }

  /** RFC 5155 §7.2.3, §7.2.4 (opt-out), §7.2.5 (wildcard) */
  nodata(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void {
    if (lookup.wildcard) {
      const encloserAt = this.#addEncloserProof(zone, name, lookup.encloserAt, response)
      const length = encloserAt < 0 ? 0 : wildcardOf(name, encloserAt, this.#wildcard)
      // The chain may leave out a wildcard that has nothing but unsigned delegations below it: we then cover its hash.
      if (length > 0 && !this.#addMatching(zone, this.#wildcard, 0, length, response))
        this.#addCovering(zone, this.#wildcard, 0, length, response)
    } else if (!this.#addMatchingSuffix(zone, name, 0, response)) this.#addEncloserProof(zone, name, 1, response)
  }

  /** RFC 5155 §7.2.6 */
  wildcardAnswer(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void {
    this.#addCoveringSuffix(zone, name, lookup.encloserAt - 1, response)
  }

  /** RFC 5155 §7.2.7 */
  unsignedReferral(zone: Zone, _cut: Node, name: Suffixes, cutAt: number, response: Response): void {
    if (!this.#addMatchingSuffix(zone, name, cutAt, response)) this.#addEncloserProof(zone, name, cutAt + 1, response)
  }

  /**
   * RFC 5155 §7.2.1: the closest provable encloser, from suffix `i` upwards, and that the next closer name does not exist.
   * Returns the suffix of that encloser, or -1 where the chain has none.
   */
  #addEncloserProof(zone: Zone, name: Suffixes, i: number, response: Response): number {
    const apexAt = name.count - zone.apexLabels
    for (let at = i; at <= apexAt; at++) {
      if (!this.#addMatchingSuffix(zone, name, at, response)) continue
      if (at > 0) this.#addCoveringSuffix(zone, name, at - 1, response)
      return at
    }
    return -1
  }

  #addMatchingSuffix(zone: Zone, name: Suffixes, i: number, response: Response): boolean {
    const from = name.at[i]!
    return this.#addMatching(zone, name.bytes, from, name.at[name.count]! + 1 - from, response)
  }

  #addCoveringSuffix(zone: Zone, name: Suffixes, i: number, response: Response): void {
    const from = name.at[i]!
    this.#addCovering(zone, name.bytes, from, name.at[name.count]! + 1 - from, response)
  }

  #addMatching(zone: Zone, bytes: Uint8Array, at: number, length: number, response: Response): boolean {
    const place = this.#search(zone, bytes, at, length)
    const { order } = this.#chainOf(zone)
    if (place < 0 || this.#compare(zone, order[place]!) !== 0) return false
    addNsec3(zone, order[place]!, response)
    return true
  }

  #addCovering(zone: Zone, bytes: Uint8Array, at: number, length: number, response: Response): void {
    const order = this.#chainOf(zone).order
    if (order.length === 0) return
    const place = this.#search(zone, bytes, at, length)
    // The chain is a ring: its last hash covers what comes before its first.
    addNsec3(zone, order[place < 0 ? order.length - 1 : place]!, response)
  }

  /** Hashes the name and returns the place of the last hash in the chain at or before it, or -1. */
  #search(zone: Zone, bytes: Uint8Array, at: number, length: number): number {
    writeHashedLabel(bytes, at, length, this.#chainOf(zone).parameters, this.#label)
    const order = this.#chainOf(zone).order
    let low = -1
    let high = order.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#compare(zone, order[middle]!) <= 0) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Compares the hash of a node of the chain with the hash being searched. */
  #compare(zone: Zone, node: Node): number {
    const { heap } = zone
    const at = zone.labelAt(node)
    if (heap[at] !== HASH_TEXT) return heap[at]! - HASH_TEXT
    for (let i = 0; i < HASH_TEXT; i++) {
      const order = fold[heap[at + 1 + i]!]! - this.#label[i]!
      if (order !== 0) return order
    }
    return 0
  }

  #chainOf(zone: Zone): Chain {
    let chain = this.#chains.get(zone)
    if (chain === undefined) {
      chain = readChain(zone)
      this.#chains.set(zone, chain)
    }
    return chain
  }
}

type Chain = { readonly parameters: HashParameters; readonly order: Uint32Array }

function readChain(zone: Zone): Chain {
  const { parametersAt: at, order } = chainInUse(zone)!
  const { heap } = zone
  const salt = heap.slice(at + 3, at + 3 + heap[at + 2]!)
  return { parameters: { iterations: (heap[at]! << 8) | heap[at + 1]!, salt }, order }
}

function addNsec3(zone: Zone, node: Node, response: Response): void {
  const set = zone.rrset(node, Type.NSEC3)
  if (set === NONE || response.holds(zone, set)) return
  response.add(Section.authority, zone, node, set, zone.signature(node, Type.NSEC3))
}
