// RFC 1034 §4.1: at least two name servers.

import { Type } from '../../dns/types.ts'
import { Flag, type Node } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const delegationSingle: Rule = {
  name: 'delegation-single',
  group: 'structure',
  severity: 'info',
  rfc: 'RFC 1034 §4.1',
  why: 'When the only name server of the delegated zone fails, everything in that zone fails with it.',
  bad: ['dept     NS  ns.dept', 'ns.dept  A   192.0.2.54'],
  good: ['dept     NS  ns.dept', 'dept     NS  ns.example.net.', 'ns.dept  A   192.0.2.54'],
  absence: true,
  says: {
    found: {
      message: '"{owner}" is delegated to one name server only',
      fix: 'add a second one at another place: {owner} IN NS …',
    },
  },
  check: { over: 'nodes', flags: Flag.cut, run: reportSingle },
}

function reportSingle(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  const set = zone.rrset(node, Type.NS)
  if (zone.flags(node) & Flag.belowCut || zone.size(set) > 1) return
  reporter.report(zone.line(set, 0), 'entry', () => ({ params: { owner: reporter.name(node) } }))
}
