// Denial by NSEC (RFC 4035 §3.1.3): the record at a name lists its types, and reaches to the next name of the zone.

import { compareLabels } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { wildcardOf } from '../dns/wildcard-name.ts'
import type { Lookup } from '../zone/lookup.ts'
import { NONE, type Node, type Zone } from '../zone/zone.ts'
import type { Proof } from './denial.ts'
import { type Response, Section } from './response.ts'

export class NsecProof implements Proof {
  readonly #order = new NsecOrder()
  readonly #wildcardOctets = new Uint8Array(256)
  readonly #wildcard = new Suffixes()

  /** RFC 4035 §3.1.3.2 */
  nxdomain(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void {
    this.#addCovering(zone, name, response)
    this.#addCoveringWildcard(zone, name, lookup, response)
  }

  /** RFC 4035 §3.1.3.1, §3.1.3.4. An empty non-terminal owns no NSEC: the one before it shows that it owns nothing. */
  nodata(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void {
    const matched = addNsec(zone, lookup.node, response)
    if (lookup.wildcard && !matched) this.#addCoveringWildcard(zone, name, lookup, response)
    if (lookup.wildcard || !matched) this.#addCovering(zone, name, response)
  }

  /** RFC 4035 §3.1.3.3 */
  wildcardAnswer(zone: Zone, name: Suffixes, _lookup: Lookup, response: Response): void {
    this.#addCovering(zone, name, response)
  }

  /** RFC 4035 §3.1.4 */
  unsignedReferral(zone: Zone, cut: Node, _name: Suffixes, _cutAt: number, response: Response): void {
    addNsec(zone, cut, response)
  }

  /** Covers the name that a wildcard below the closest encloser has, or would have. */
  #addCoveringWildcard(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void {
    const length = wildcardOf(name, lookup.encloserAt, this.#wildcardOctets)
    if (length > 0) this.#addCovering(zone, this.#wildcard.set(this.#wildcardOctets, 0), response)
  }

  #addCovering(zone: Zone, name: Suffixes, response: Response): void {
    const node = this.#order.atOrBefore(zone, name)
    if (node !== NONE) addNsec(zone, node, response)
  }
}

/** The owners of a chain, searched by name. */
export class NsecOrder {
  readonly #octets = new Uint8Array(256)
  readonly #owner = new Suffixes()

  /** The last one at or before `name` in canonical order: the apex comes first, so there is one. NONE where there is no chain. */
  atOrBefore(zone: Zone, name: Suffixes): Node {
    const { order } = zone
    let low = 0
    let high = order.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      zone.writeName(order[middle]!, this.#octets, 0)
      if (compare(this.#owner.set(this.#octets, 0), name) <= 0) low = middle
      else high = middle - 1
    }
    return order[low] ?? NONE
  }
}

function addNsec(zone: Zone, node: Node, response: Response): boolean {
  const set = zone.rrset(node, Type.NSEC)
  if (set === NONE) return false
  if (!response.holds(zone, set)) response.add(Section.authority, zone, node, set, zone.signature(node, Type.NSEC))
  return true
}

/** RFC 4034 §6.1 */
function compare(a: Suffixes, b: Suffixes): number {
  for (let i = a.count - 1, j = b.count - 1; i >= 0 && j >= 0; i--, j--) {
    const order = compareLabels(a.bytes, a.at[i]!, b.bytes, b.at[j]!)
    if (order !== 0) return order
  }
  return a.count - b.count
}
