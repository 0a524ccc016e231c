// RFC 6672 §2.3: DNAME and NS meet only at the apex.

import { Type } from '../../dns/types.ts'
import { Flag, type Node } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const dnameAndNs: Rule = {
  name: 'dname-and-ns',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 6672 §2.3',
  why: 'The name cannot be handed to other name servers and redirected to another name at once.',
  bad: ['dept     NS     ns.dept', 'ns.dept  A      192.0.2.54', 'dept     DNAME  physics.example.org.'],
  good: ['dept     NS     ns.dept', 'ns.dept  A      192.0.2.54'],
  says: {
    found: {
      message: 'cannot add DNAME at "{owner}": its NS delegate it to other name servers',
      fix: 'keep the NS if the names have a zone of their own, else the DNAME',
      related: 'the NS stands here',
    },
  },
  check: { over: 'nodes', flags: Flag.dname, run: reportCut },
}

function reportCut(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  if ((zone.flags(node) & Flag.cut) === 0) return
  reporter.report(zone.line(zone.rrset(node, Type.DNAME), 0), 'type', () => ({
    params: { owner: reporter.name(node) },
    related: { line: zone.line(zone.rrset(node, Type.NS), 0), part: 'type' },
  }))
}
