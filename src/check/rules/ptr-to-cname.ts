// RFC 1912 §2.4: a PTR names the host itself.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { Where } from '../name-finder.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import { isReverseZone } from '../reverse.ts'
import type { Rule } from '../rule.ts'
import { aliasDetail, aliasSayings } from '../targets.ts'

export const ptrToCname: Rule = {
  name: 'ptr-to-cname',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 1912 §2.4',
  why: 'The name of an address has to lead back to the address: an alias there is refused by careful programs.',
  bad: [
    '$ORIGIN 2.0.192.in-addr.arpa.',
    '$TTL 1h',
    '@   SOA  ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
    '@   NS   ns.example.com.',
    '@   NS   ns.example.net.',
    '53  PTR  ns.example.com.',
    '10  PTR  www.example.com.',
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
  says: aliasSayings('name', 'an A or AAAA record'),
  check: { over: 'sets', types: [Type.PTR], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  if (!isReverseZone(zone.apex)) return
  eachRecord(zone, set, (data, _length, line) => {
    if (names.find(zone.heap, data) !== Where.alias) return
    const alias = names.alias()
    reporter.report(line, 0, () => aliasDetail(reporter, node, data, alias))
  })
}
