// RFC 1912 §2.1: one PTR for each address.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import { isReverseZone } from '../reverse.ts'
import type { Rule } from '../rule.ts'

export const ptrTwice: Rule = {
  name: 'ptr-twice',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 1912 §2.1',
  why: 'Programs use one of the names only, and which one is chance.',
  bad: [
    '$ORIGIN 2.0.192.in-addr.arpa.',
    '$TTL 1h',
    '@   SOA  ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
    '@   NS   ns.example.com.',
    '@   NS   ns.example.net.',
    '53  PTR  ns.example.com.',
    '10  PTR  hosta.example.com.',
    '10  PTR  hosta.example.org.',
  ],
  good: [
    '$ORIGIN 2.0.192.in-addr.arpa.',
    '$TTL 1h',
    '@   SOA  ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
    '@   NS   ns.example.com.',
    '@   NS   ns.example.net.',
    '53  PTR  ns.example.com.',
    '10  PTR  hosta.example.com.',
  ],
  whole: true,
  among: {
    'example.com.': [
      '@      SOA    ns hostmaster 2026010101 1d 2h 4w 1h',
      '@      NS     ns',
      '@      NS     ns.example.net.',
      'ns     A      192.0.2.53',
      'hosta  A      192.0.2.10',
      'www    CNAME  hosta',
    ],
  },
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
  if (!isReverseZone(zone.apex)) return
  for (let i = 1; i < zone.size(set); i++)
    reporter.report(zone.line(set, i), 'entry', () => ({
      params: { owner: reporter.name(node) },
      related: { line: zone.line(set, 0), part: 'entry' },
    }))
}
