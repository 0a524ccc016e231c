// RFC 4035 §2.4: DS is data of the parent.

import { Type } from '../../dns/types.ts'
import { APEX, type Node, type RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const dsAtApex: Rule = {
  name: 'ds-at-apex',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 4035 §2.4',
  why: 'A DS record vouches for a child zone and stands in the zone above it: at the top of the zone itself it breaks validation.',
  bad: ['@  DS  60485 8 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A'],
  good: [
    'dept     NS  ns.dept',
    'ns.dept  A   192.0.2.54',
    'dept     DS  60485 8 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A',
  ],
  says: {
    found: {
      message: 'cannot add DS at "{owner}": it is the top of the zone, and DS belongs into the zone above',
      fix: 'give it to whoever runs the zone above, and delete it here',
    },
  },
  check: { over: 'sets', types: [Type.DS], run: reportAtApex },
}

function reportAtApex(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (node !== APEX) return
  for (let i = 0; i < zone.size(set); i++)
    reporter.report(zone.line(set, i), 'type', () => ({ params: { owner: reporter.name(node) } }))
}
