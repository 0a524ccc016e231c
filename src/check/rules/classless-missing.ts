// RFC 2317: aliases into a child zone, which has to be there, give away parts of a network smaller than /24.

import { copyName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { classlessZone } from '../../zone/classless.ts'
import { Where } from '../../zone/name-finder.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const classlessMissing: Rule = {
  name: 'classless-missing',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 2317 §4',
  why: 'The reverse name of the address is an alias into a zone that nobody serves: the address has no name, and mail servers refuse mail from it.',
  bad: [
    '$ORIGIN 2.0.192.in-addr.arpa.',
    '$TTL 1h',
    '@    SOA    ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
    '@    NS     ns.example.com.',
    '@    NS     ns.example.net.',
    '129  CNAME  129.128/26',
    '130  CNAME  130.128/26',
  ],
  good: [
    '$ORIGIN 2.0.192.in-addr.arpa.',
    '$TTL 1h',
    '@    SOA    ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
    '@    NS     ns.example.com.',
    '@    NS     ns.example.net.',
    '128/26  NS  ns.example.net.',
    '128/26  NS  ns.example.org.',
    '129  CNAME  129.128/26',
    '130  CNAME  130.128/26',
  ],
  whole: true,
  absence: true,
  says: {
    found: {
      message: '"{owner}" leads into "{child}", which is neither delegated here nor a zone of this server',
      fix: 'delegate it: {child} IN NS …',
    },
  },
  check: { over: 'sets', types: [Type.CNAME], view: true, run: followAlias },
}

function followAlias(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  const data = zone.dataOf(set)
  const child = classlessZone(zone, node, data)
  if (child === undefined || names.find(zone.heap, data) !== Where.missing || names.zone !== zone) return
  // Where the child has names in this zone, only the alias is wrong: cname-target-missing reports it.
  if (names.find(zone.heap, child) !== Where.missing) return
  reporter.report(zone.line(set, 0), 0, () => ({
    params: { owner: reporter.name(node), child: nameText(copyName(zone.heap, child)) },
  }))
}
