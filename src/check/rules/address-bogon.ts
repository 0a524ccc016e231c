// RFC 6890: addresses that no host can have.

import { addressText } from '../../dns/address.ts'
import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { rangeOf } from '../ranges.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const addressBogon: Rule = {
  name: 'address-bogon',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 6890 §2.2',
  why: 'No host can be reached at the address: it is of a range with another meaning.',
  bad: ['hosta  A  0.0.0.0', 'hostb  A  224.0.0.1'],
  good: ['hosta  A  192.0.2.10'],
  says: {
    found: {
      message: 'the address {address} of "{owner}" is no address of a host: it is {range}',
      fix: 'write the real address of the host',
    },
  },
  check: { over: 'sets', types: [Type.A, Type.AAAA], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter

  const size = zone.type(set) === Type.A ? 4 : 16
  eachRecord(zone, set, (data, length, line) => {
    const range = rangeOf(zone.heap, data, size)
    if (range?.kind !== 'bogon') return
    reporter.report(line, 0, () => ({
      params: {
        owner: reporter.name(node),
        address: addressText(zone.heap.slice(data, data + length)),
        range: range.name,
      },
    }))
  })
}
