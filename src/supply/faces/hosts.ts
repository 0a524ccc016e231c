// The addresses of a view's zones, each with one name: columns of numbers, because there may be as many as records.

import { isServed } from '../../check/targets.ts'
import { keyedHash } from '../../dns/keyed-hash.ts'
import { isWildcard } from '../../dns/name.ts'
import { writeReverseName } from '../../dns/reverse-name.ts'
import { Type } from '../../dns/types.ts'
import { giveBack, take } from '../../memory/budget.ts'
import { newKey } from '../../zone/rekeyed.ts'
import { NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'

/** How many addresses the columns have room for at first. */
const LEAST = 256

/** Each address has one name: of several, the one with the fewest addresses of its family; of equal ones the first. */
export class Hosts {
  readonly zones: readonly Zone[]
  count = 0
  /** For each address: its zone, node, rrset, number in the rrset, and place in the zone's heap. */
  zone = new Uint32Array(LEAST)
  node = new Uint32Array(LEAST)
  set = new Uint32Array(LEAST)
  index = new Uint32Array(LEAST)
  data = new Uint32Array(LEAST)
  readonly #key = newKey()
  /** Address + 1, or 0 where free. */
  #slots = new Int32Array(LEAST * 2)

  private constructor(zones: readonly Zone[]) {
    this.zones = zones
  }

  /** The addresses of the zones. Yields where it may be interrupted. */
  static *of(zones: readonly Zone[]): Generator<void, Hosts> {
    const hosts = new Hosts(zones)
    for (const [i, zone] of zones.entries())
      for (let node: Node = 0; node < zone.nodes; node++) {
        for (const type of [Type.A, Type.AAAA]) {
          const set = zone.rrset(node, type)
          // A wildcard has no name of its own to point to.
          if (set === NONE || !isServed(zone, node, set) || isWildcard(zone.heap, zone.labelAt(node))) continue
          hosts.#addSet(i, node, set)
        }
        if ((node & 0xfff) === 0xfff) yield
      }
    return hosts
  }

  /** The octets of an address: 4 or 16. */
  size(host: number): 4 | 16 {
    return this.zones[this.zone[host]!]!.lengthOf(this.data[host]!) === 4 ? 4 : 16
  }

  heap(host: number): Uint8Array {
    return this.zones[this.zone[host]!]!.heap
  }

  ttl(host: number): number {
    return this.zones[this.zone[host]!]!.ttl(this.set[host]!)
  }

  line(host: number): number {
    return this.zones[this.zone[host]!]!.line(this.set[host]!, this.index[host]!)
  }

  /** Writes the owner of the host's PTR to `out`, which must have room for any name. */
  writePointer(host: number, out: Uint8Array): void {
    writeReverseName(this.heap(host), this.data[host]!, this.size(host), out)
  }

  #addSet(zone: number, node: Node, set: RRset): void {
    const own = this.zones[zone]!
    let data = own.dataOf(set)
    for (let index = 0, size = own.size(set); index < size; index++, data = own.nextData(data, false)) {
      const slot = this.#slotOf(own.heap, data, own.lengthOf(data))
      const known = this.#slots[slot]! - 1
      if (known < 0) {
        if (this.count === this.zone.length) this.#grow()
        this.#put(this.count++, zone, node, set, index, data)
        this.#slots[slot] = this.count
        if (this.count * 2 > this.#slots.length) this.#rehash()
      } else if (size < this.zones[this.zone[known]!]!.size(this.set[known]!))
        this.#put(known, zone, node, set, index, data)
    }
  }

  #put(host: number, zone: number, node: Node, set: RRset, index: number, data: number): void {
    this.zone[host] = zone
    this.node[host] = node
    this.set[host] = set
    this.index[host] = index
    this.data[host] = data
  }

  #slotOf(heap: Uint8Array, data: number, size: number): number {
    const mask = this.#slots.length - 1
    for (let s = keyedHash(this.#key, heap, data, data + size) & mask; ; s = (s + 1) & mask) {
      const known = this.#slots[s]! - 1
      if (known < 0 || this.#isAddress(known, heap, data, size)) return s
    }
  }

  #isAddress(host: number, heap: Uint8Array, data: number, size: number): boolean {
    if (this.size(host) !== size) return false
    const [own, at] = [this.heap(host), this.data[host]!]
    for (let i = 0; i < size; i++) if (own[at + i] !== heap[data + i]) return false
    return true
  }

  #grow(): void {
    take(this.zone.byteLength * 10)
    for (const column of ['zone', 'node', 'set', 'index', 'data'] as const) {
      const before = this[column]
      this[column] = new Uint32Array(before.buffer.transfer(before.byteLength * 2))
    }
    giveBack(this.zone.byteLength * 2.5)
  }

  #rehash(): void {
    take(this.#slots.byteLength * 2)
    giveBack(this.#slots.byteLength)
    this.#slots = new Int32Array(this.#slots.length * 2)
    for (let host = 0; host < this.count; host++)
      this.#slots[this.#slotOf(this.heap(host), this.data[host]!, this.size(host))] = host + 1
  }
}
