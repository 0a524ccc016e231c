// RFC 6672 §2.4: nothing lives below a DNAME.

import { Type, typeName } from '../../dns/types.ts'
import { Flag, type Node, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const belowDname: Rule = {
  name: 'below-dname',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 6672 §2.4',
  why: 'A DNAME redirects every name below it: nobody finds a record there.',
  bad: ['old      DNAME  example.org.', 'www.old  A      192.0.2.10'],
  good: ['old      DNAME  example.org.', 'www      A      192.0.2.10'],
  says: {
    found: {
      message: 'cannot add {type} at "{owner}": the DNAME at "{dname}" redirects all names below it',
      fix: 'delete this record, or move it to where the DNAME leads',
      related: 'the DNAME stands here',
    },
  },
  check: { over: 'nodes', flags: Flag.belowDname, run: reportHidden },
}

function reportHidden(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  // RFC 5155 §3: the hashed owners of a zone with a DNAME at its apex lie below it, and are no names of the zone.
  if (zone.flags(node) & Flag.hashed) return
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++)
    for (let i = 0; i < zone.size(set); i++)
      reporter.report(zone.line(set, i), 'owner', () => {
        const above = dnameAbove(zone, node)
        return {
          params: { type: typeName(zone.type(set)), owner: reporter.name(node), dname: reporter.name(above) },
          related: { line: zone.line(zone.rrset(above, Type.DNAME), 0), part: 'entry' },
        }
      })
}

function dnameAbove(zone: Zone, node: Node): Node {
  let above = zone.parent(node)
  while ((zone.flags(above) & Flag.dname) === 0) above = zone.parent(above)
  return above
}
