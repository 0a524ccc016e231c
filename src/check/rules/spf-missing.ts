// RFC 7208 §3.1: a name that sends mail says who may.

import { Type } from '../../dns/types.ts'
import { NONE, type Node, type RRset } from '../../zone/zone.ts'
import { spfAt } from '../mail/spf-record.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { isServed } from '../targets.ts'

export const spfMissing: Rule = {
  name: 'spf-missing',
  group: 'mail',
  severity: 'info',
  rfc: 'RFC 7208 §3.1',
  why: 'Without an SPF policy anybody may send mail in the name of this domain, and large receivers distrust it.',
  bad: ['@      MX  10 hosta', 'hosta  A   192.0.2.10'],
  good: ['@      MX  10 hosta', '@      TXT "v=spf1 mx -all"', 'hosta  A   192.0.2.10'],
  absence: true,
  says: {
    found: {
      message: '"{owner}" has mail servers, but no SPF policy',
      fix: 'add: {owner} IN TXT "v=spf1 mx -all", with all hosts that send mail for it',
    },
  },
  check: { over: 'sets', types: [Type.MX], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (!isServed(zone, node, set) || zone.heap[zone.dataOf(set) + 2] === 0) return
  if (zone.rrset(node, Type.TXT) !== NONE && spfAt(zone, node) !== undefined) return
  // In a large zone without any policy, each mail domain comes here.
  if (reporter.isFull) reporter.count++
  else reporter.report(zone.line(set, 0), 'owner', () => ({ params: { owner: reporter.name(node) } }))
}
