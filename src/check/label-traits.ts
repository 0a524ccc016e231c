// Finds in one pass, for all rules that ask, what is unusual about the labels of a zone. Most labels have none of it.

import { isHostName, isHostOctet } from '../dns/labels.ts'
import { take } from '../memory/budget.ts'
import type { Labels } from '../zone/names.ts'
import { perZone } from '../zone/per-zone.ts'
import { APEX, type Node } from '../zone/zone.ts'

export const Trait = {
  /** An upper-case letter. */
  capital: 1,
  /** An octet beyond ASCII. */
  foreign: 2,
  asterisk: 4,
  /** Hyphens in the third and fourth place, as in `xn--`. */
  encoded: 8,
  /** A host name may not have this label, or one above it up to the root. */
  strange: 16,
  /** An asterisk in this label, or in one above it up to the apex. */
  starred: 32,
} as const

/** The traits of each node's label, by node. */
export const labelTraits = perZone((zone) => {
  take(zone.nodes)
  return readTraits(zone.labels, new Uint8Array(zone.nodes))
})

/** Fills `traits`, an octet for each node. */
export function readTraits({ apex, nodes, parent, label, heap }: Labels, traits: Uint8Array): Uint8Array {
  traits[APEX] = isHostName(apex, 0) ? 0 : Trait.strange
  for (let node: Node = APEX + 1; node < nodes; node++)
    traits[node] = ownTraits(heap, label[node]!) | (traits[parent[node]!]! & INHERITED)
  return traits
}

/** The traits of one node, without reading those of all others. */
export function traitsAt({ apex, parent, label, heap }: Labels, node: Node): number {
  if (node === APEX) return isHostName(apex, 0) ? 0 : Trait.strange
  let traits = ownTraits(heap, label[node]!)
  for (let n = parent[node]!; n !== APEX; n = parent[n]!) traits |= ownTraits(heap, label[n]!) & INHERITED
  return traits | (isHostName(apex, 0) ? 0 : Trait.strange)
}

function ownTraits(heap: Uint8Array, at: number): number {
  const end = at + heap[at]!
  let own = heap[at]! >= 4 && heap[at + 3] === HYPHEN && heap[at + 4] === HYPHEN ? Trait.encoded : 0
  for (let p = at + 1; p <= end; p++) own |= octetTraits[heap[p]!]!
  return heap[at + 1] === HYPHEN || heap[end] === HYPHEN ? own | Trait.strange : own
}

const HYPHEN = 0x2d
const INHERITED = Trait.strange | Trait.starred

const octetTraits = Uint8Array.from({ length: 256 }, (_, octet) => {
  if (octet >= 0x80) return Trait.foreign | Trait.strange
  if (octet === 0x2a) return Trait.asterisk | Trait.starred | Trait.strange
  const capital = octet >= 0x41 && octet <= 0x5a ? Trait.capital : 0
  return capital | (isHostOctet(octet) ? 0 : Trait.strange)
})
