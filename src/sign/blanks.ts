// Makes the signatures that a drafted zone lacks, in their places in its image. The signatures of a node need nothing but the node: several
// threads that share the image fill different nodes at once, with the same result.

import { get16 } from '../dns/big-endian.ts'
import { nameLength } from '../dns/name.ts'
import { Octets } from '../dns/octets.ts'
import { Type } from '../dns/types.ts'
import { APEX, type Node, type Zone } from '../zone/zone.ts'
import { ownSet } from './own-sets.ts'
import { isSealedType } from './seal-zone.ts'
import { appendSigned, lowerName, RRSIG_FIXED } from './signed-data.ts'
import { type Maker, makerOf, type ZoneKey } from './zone-key.ts'

export class Blanks {
  readonly #zone: Zone
  readonly #makers: ReadonlyMap<number, Maker>
  /** Octets of an RRSIG before its signature. */
  readonly #before: number
  readonly #data = new Octets(4096)

  constructor(zone: Zone, keys: readonly ZoneKey[]) {
    this.#zone = zone
    this.#makers = new Map(keys.map((key) => [idOf(key.algorithm, key.tag), makerOf(key)]))
    this.#before = RRSIG_FIXED + nameLength(zone.apex, 0)
  }

  /** Fills the blanks of the nodes [from, to), without those of SOA and ZONEMD at the apex; gives how many there were. */
  fill(from: Node, to: Node): number {
    let made = 0
    for (let node = from; node < to; node++) made += this.#fillAt(node)
    return made
  }

  #fillAt(node: Node): number {
    const zone = this.#zone
    let owner: Uint8Array | undefined
    let made = 0
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
      if (zone.type(set) !== Type.RRSIG || (node === APEX && isSealedType(zone.covered(set)))) continue
      let data = zone.dataOf(set)
      for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, false)) {
        if (!this.#isBlank(data)) continue
        owner ??= lowerName(zone.name(node))
        this.#sign(node, owner, zone.covered(set), data)
        made++
      }
    }
    return made
  }

  /** Whether the signature is all zeros, as no algorithm makes one. */
  #isBlank(data: number): boolean {
    const { heap } = this.#zone
    for (let at = data + this.#before, end = data + this.#zone.lengthOf(data); at < end; at++)
      if (heap[at] !== 0) return false
    return true
  }

  #sign(node: Node, owner: Uint8Array, type: number, at: number): void {
    const zone = this.#zone
    const { heap } = zone
    const maker = this.#makers.get(idOf(heap[at + 2]!, get16(heap, at + 16)))
    if (maker === undefined) throw new Error('the key for a signature is not there')
    const set = zone.rrset(node, type)
    const signature = at + this.#before
    this.#data.clear()
    const { records } = ownSet(zone, set, type)
    appendSigned(this.#data, heap.subarray(at, signature), owner, type, zone.ttl(set), records)
    heap.set(maker.sign(this.#data.view()), signature)
  }
}

function idOf(algorithm: number, tag: number): number {
  return algorithm * 0x10000 + tag
}
