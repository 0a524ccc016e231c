// A private address means nothing outside, and tells strangers about the inside.

import { addressText } from '../../dns/address.ts'
import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { rangeOf } from '../ranges.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const addressPrivate: Rule = {
  name: 'address-private',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 1918 §5',
  why: 'Nobody outside can reach the address, and everybody outside learns how the inside is built.',
  bad: ['hosta  A  10.0.0.10'],
  good: ['hosta  A  192.0.2.10'],
  view: { name: 'external', public: true },
  says: {
    found: {
      message: 'the address {address} of "{owner}" is {range}, and this view is for everybody',
      fix: 'keep the name to the internal view, or write its public address',
    },
  },
  check: { over: 'sets', types: [Type.A, Type.AAAA], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (reporter.view?.public !== true) return
  const size = zone.type(set) === Type.A ? 4 : 16
  eachRecord(zone, set, (data, length, line) => {
    const range = rangeOf(zone.heap, data, size)
    if (range?.kind !== 'private') return
    reporter.report(line, 0, () => ({
      params: {
        owner: reporter.name(node),
        address: addressText(zone.heap.slice(data, data + length)),
        range: range.name,
      },
    }))
  })
}
