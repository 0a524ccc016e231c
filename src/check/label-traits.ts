// What is unusual about the labels of a zone, found in one pass for all rules that ask: most labels have nothing.

import { APEX, type Node, type Zone } from '../zone/zone.ts'
import { perZone } from './per-zone.ts'

export const Trait = {
  /** An upper-case letter. */
  capital: 1,
  /** An octet beyond ASCII. */
  foreign: 2,
  asterisk: 4,
  /** Hyphens in the third and fourth place, as in `xn--`. */
  encoded: 8,
} as const

/** By node, the traits of its own label. */
export const labelTraits = perZone(readTraits)

function readTraits(zone: Zone): Uint8Array {
  const { heap } = zone
  const traits = new Uint8Array(zone.nodes)
  for (let node: Node = APEX + 1; node < traits.length; node++) {
    const at = zone.labelAt(node)
    const end = at + heap[at]!
    let own = heap[at]! >= 4 && heap[at + 3] === 0x2d && heap[at + 4] === 0x2d ? Trait.encoded : 0
    for (let p = at + 1; p <= end; p++) own |= octetTraits[heap[p]!]!
    traits[node] = own
  }
  return traits
}

const octetTraits = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet >= 0x80 ? Trait.foreign : octet >= 0x41 && octet <= 0x5a ? Trait.capital : octet === 0x2a ? Trait.asterisk : 0,
)
