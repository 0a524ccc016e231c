// The names through which a zone's denial chain runs, in the order of the chain: from one edition to the next.

import { compareNames } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import type { Denial, Edition } from './edition.ts'
import { hasUsable } from './nsec3-chain.ts'
import { APEX, NONE, type Node, type Zone } from './zone.ts'

/** Denial and order of `after`, which differs from `before` only at the nodes `changed`. */
export function denialAfter(before: Zone, after: Zone, changed: Iterable<Node>): Pick<Edition, 'denial' | 'order'> {
  const denial = denialOf(after)
  if (denial === 'none') return { denial, order: shared([]) }
  const touched = denial === before.denial ? [...changed] : undefined
  const owners = touched === undefined ? allOwners(after, denial) : ownersAfter(before, after, denial, touched)
  return { denial, order: owners === undefined ? before.edition.order : shared(owners) }
}

/** Which chain the apex announces (RFC 4035 §2.3, RFC 5155 §4). */
function denialOf(zone: Zone): Denial {
  if (hasUsable(zone)) return 'nsec3'
  return zone.rrset(APEX, Type.NSEC) === NONE ? 'none' : 'nsec'
}

function isOwner(zone: Zone, node: Node, denial: Denial): boolean {
  return zone.exists(node) && zone.rrset(node, denial === 'nsec3' ? Type.NSEC3 : Type.NSEC) !== NONE
}

function allOwners(zone: Zone, denial: Denial): Node[] {
  const owners: Node[] = []
  for (let node = APEX; node < zone.nodes; node++) if (isOwner(zone, node, denial)) owners.push(node)
  return owners.sort(canonically(zone))
}

/** The owners after the change; undefined where they are the same as before. */
function ownersAfter(before: Zone, after: Zone, denial: Denial, touched: readonly Node[]): Node[] | undefined {
  const was = new Set(touched.filter((node) => node < before.nodes && isOwner(before, node, denial)))
  const is = new Set(touched.filter((node) => isOwner(after, node, denial)))
  const come = [...is].filter((node) => !was.has(node))
  const gone = new Set([...was].filter((node) => !is.has(node)))
  if (come.length === 0 && gone.size === 0) return undefined
  const compare = canonically(after)
  const left = [...before.order].filter((node) => !gone.has(node))
  const places = come.sort(compare).map((node) => ({ node, at: placeOf(left, node, compare) }))
  const owners: Node[] = []
  let from = 0
  for (const { node, at } of places) {
    for (; from < at; from++) owners.push(left[from]!)
    owners.push(node)
  }
  for (; from < left.length; from++) owners.push(left[from]!)
  return owners
}

/** How many nodes of `order` come before the node. */
function placeOf(order: readonly Node[], node: Node, compare: (x: Node, y: Node) => number): number {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(order[middle]!, node) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** RFC 4034 §6.1; for the base32hex owners of NSEC3 it is the order of their hashes (RFC 5155 §1.3). */
function canonically(zone: Zone): (x: Node, y: Node) => number {
  const a = new Uint8Array(256)
  const b = new Uint8Array(256)
  return (x, y) => {
    zone.writeName(x, a, 0)
    zone.writeName(y, b, 0)
    return compareNames(a, 0, b, 0)
  }
}

function shared(owners: readonly Node[]): Uint32Array {
  const order = new Uint32Array(new SharedArrayBuffer(owners.length * 4))
  order.set(owners)
  return order
}
