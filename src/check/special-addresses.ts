// Reports A and AAAA records whose addresses lie in a special range.

import { addressText } from '../dns/address.ts'
import { type Range, rangeOf } from '../dns/special-ranges.ts'
import { Type } from '../dns/types.ts'
import { eachRecord } from '../zone/records.ts'
import type { Node, RRset } from '../zone/zone.ts'
import type { Reporter } from './reporter.ts'

/** Reports the addresses of one kind in an rrset of A or AAAA. */
export function reportSpecial(reporter: Reporter, node: Node, set: RRset, kind: Range['kind']): void {
  const { zone } = reporter
  const size = zone.type(set) === Type.A ? 4 : 16
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
