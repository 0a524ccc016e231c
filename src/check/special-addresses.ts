// The A and AAAA records whose addresses lie in a special range, found in one pass over a zone for all rules that ask.

import { addressText } from '../dns/address.ts'
import { Type } from '../dns/types.ts'
import type { Node, RRset, Zone } from '../zone/zone.ts'
import { type Range, rangeOf } from './ranges.ts'
import { eachRecord } from './records.ts'
import type { Reporter } from './reporter.ts'

/** Reports those of one kind in an rrset of A or AAAA. */
export function reportSpecial(reporter: Reporter, node: Node, set: RRset, kind: Range['kind']): void {
  const { zone } = reporter
  if ((kindsIn(zone)[set]! & bits[kind]) === 0) return
  const size = sizeOf(zone, set)
  eachRecord(zone, set, (data, length, line) => {
    const range = rangeOf(zone.heap, data, size)
    if (range?.kind !== kind) return
    reporter.report(line, 0, () => ({
      params: {
        owner: reporter.name(node),
        address: addressText(zone.heap.slice(data, data + length)),
        range: range.name,
      },
    }))
  })
}

const bits: Readonly<Record<Range['kind'], number>> = { bogon: 1, loopback: 2, private: 4, documentation: 8 }

/** By rrset, the kinds of its addresses. */
function kindsIn(zone: Zone): Uint8Array {
  let kinds = known.get(zone)
  if (kinds === undefined) {
    kinds = new Uint8Array(zone.sets)
    for (let set = 0; set < kinds.length; set++) {
      const type = zone.type(set)
      if (type === Type.A || type === Type.AAAA) kinds[set] = kindsOf(zone, set)
    }
    known.set(zone, kinds)
  }
  return kinds
}

const known = new WeakMap<Zone, Uint8Array>()

function kindsOf(zone: Zone, set: RRset): number {
  const size = sizeOf(zone, set)
  let kinds = 0
  let data = zone.dataOf(set)
  for (let left = zone.size(set); left > 0; left--, data = zone.nextData(data, false)) {
    const range = rangeOf(zone.heap, data, size)
    if (range !== undefined) kinds |= bits[range.kind]
  }
  return kinds
}

function sizeOf(zone: Zone, set: RRset): 4 | 16 {
  return zone.type(set) === Type.A ? 4 : 16
}
