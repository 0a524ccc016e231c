// Addresses of the inside that other records than A and AAAA tell: hints, prefix lists and mail policies.

import { addressText } from '../../dns/address.ts'
import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { addressesIn } from '../addresses.ts'
import { spfAddresses } from '../mail/spf-addresses.ts'
import { isPrivate } from '../private.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { recordText } from '../texts.ts'

export const leakAddress: Rule = {
  name: 'leak-address',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 1918 §5',
  why: 'Everybody outside learns how the inside is built, and nobody there can use the address.',
  bad: ['web  HTTPS  1 . ipv4hint=10.0.0.80', 'web  A      192.0.2.80'],
  good: ['web  HTTPS  1 . ipv4hint=192.0.2.80', 'web  A      192.0.2.80'],
  view: { name: 'external', public: true },
  says: {
    found: {
      message: 'the record at "{owner}" tells the private address {address}, and this view is for everybody',
      fix: 'leave the address out, or write its public one',
    },
  },
  check: { over: 'sets', types: [Type.SVCB, Type.HTTPS, Type.APL, Type.TXT], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (reporter.view?.public !== true) return
  const type = zone.type(set)
  eachRecord(zone, set, (data, length, line) => {
    const told =
      type === Type.TXT
        ? spfAddresses(recordText(zone, data, length))
        : addressesIn(type, zone.heap.subarray(data, data + length))
    const inside = told.find(isPrivate)
    if (inside === undefined) return
    reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), address: addressText(inside.slice()) } }))
  })
}
