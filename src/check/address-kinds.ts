// Which rrsets of a zone hold addresses of a special range, found in one pass for all rules that ask.

import { Type } from '../dns/types.ts'
import type { RRset, Zone } from '../zone/zone.ts'
import { perZone } from './per-zone.ts'
import { type Range, rangeOf } from './ranges.ts'

export const kindBits: Readonly<Record<Range['kind'], number>> = { bogon: 1, loopback: 2, private: 4, documentation: 8 }

/** By rrset, the kinds of its addresses. */
export const addressKinds = perZone((zone) => {
  const kinds = new Uint8Array(zone.sets)
  for (let set = 0; set < kinds.length; set++) {
    const type = zone.type(set)
    if (type === Type.A || type === Type.AAAA) kinds[set] = kindsOf(zone, set)
  }
  return kinds
})

function kindsOf(zone: Zone, set: RRset): number {
  const size = addressSize(zone, set)
  let kinds = 0
  let data = zone.dataOf(set)
  for (let left = zone.size(set); left > 0; left--, data = zone.nextData(data, false)) {
    const range = rangeOf(zone.heap, data, size)
    if (range !== undefined) kinds |= kindBits[range.kind]
  }
  return kinds
}

export function addressSize(zone: Zone, set: RRset): 4 | 16 {
  return zone.type(set) === Type.A ? 4 : 16
}
