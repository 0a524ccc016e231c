// RFC 1912 §2.1: one PTR for each address.

import { isReverseZone, standsForAddress } from '../../dns/reverse-name.ts'
import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import { forwardZone, reverseHeading } from '../reverse-example.ts'
import type { Rule } from '../rule.ts'

export const ptrTwice: Rule = {
  name: 'ptr-twice',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 1912 §2.1',
  why: 'Programs use one of the names only, and which one is chance.',
  bad: [...reverseHeading, '10  PTR  hosta.example.com.', '10  PTR  hosta.example.org.'],
  good: [
    ...reverseHeading,
    '10  PTR  hosta.example.com.',
    'lb._dns-sd._udp  PTR  example.com.',
    'lb._dns-sd._udp  PTR  example.org.',
  ],
  whole: true,
  among: forwardZone,
  says: {
    found: {
      message: '"{owner}" has a second PTR',
      fix: 'keep the name that the host calls itself by',
      related: 'the first one',
    },
  },
  check: { over: 'sets', types: [Type.PTR], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (zone.size(set) < 2 || !isReverseZone(zone.apex)) return
  // RFC 6763 §11: several PTR records in a reverse zone list services of its network.
  if (!standsForAddress(zone.name(node))) return
  for (let i = 1; i < zone.size(set); i++)
    reporter.report(zone.line(set, i), 'entry', () => ({
      params: { owner: reporter.name(node) },
      related: { line: zone.line(set, 0), part: 'entry' },
    }))
}
