// Finds PTR records that tell everybody the names of private addresses.

import { addressText } from '../../dns/address.ts'
import { isLoopback, isPrivate } from '../../dns/private.ts'
import { addressOfReverse } from '../../dns/reverse-name.ts'
import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const leakPointer: Rule = {
  name: 'leak-pointer',
  group: 'addresses',
  severity: 'warning',
  leak: true,
  rfc: 'RFC 6303 §3',
  why: 'Outside the address means something else or nothing; the name that it has inside is nobody’s business there.',
  bad: [
    '$ORIGIN 10.in-addr.arpa.',
    '@  1h  SOA  ns.example.net. hostmaster.example.net. 2026010101 1d 2h 4w 1h',
    '@  1h  NS   ns.example.net.',
    '@  1h  NS   ns.example.org.',
    '7.0.0  1h  PTR  printer.example.net.',
  ],
  good: [
    '$ORIGIN 2.0.192.in-addr.arpa.',
    '@  1h  SOA  ns.example.net. hostmaster.example.net. 2026010101 1d 2h 4w 1h',
    '@  1h  NS   ns.example.net.',
    '@  1h  NS   ns.example.org.',
    '7  1h  PTR  www.example.net.',
  ],
  view: { name: 'external', public: true },
  says: {
    found: {
      message: 'the private address {address} has a name in the view for everybody',
      fix: 'keep the reverse zone of private addresses to the internal view',
    },
  },
  check: { over: 'sets', types: [Type.PTR], view: true, run: reportPointer },
}

function reportPointer(reporter: Reporter, node: Node, set: RRset): void {
  if (reporter.view?.public !== true) return
  const address = addressOfReverse(reporter.zone.name(node), 0)
  // RFC 6303 §4.2, §4.3: that 127.0.0.1 and ::1 are this very host is no secret.
  if (address === undefined || !isPrivate(address) || isLoopback(address)) return
  reporter.report(reporter.zone.line(set, 0), 'owner', () => ({ params: { address: addressText(address) } }))
}
