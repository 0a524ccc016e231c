// Resolvers can reach the zone's own name servers: an address that only a delegated zone knows is of no use if nobody gets
// there.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX } from '../../zone/zone.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { knowsAddress } from '../targets.ts'
import { unreachableCuts } from '../unreachable-cuts.ts'

export const nsUnreachable: Rule = {
  name: 'ns-unreachable',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 9471 §3',
  why: 'Resolvers cannot ask a name server whose address only a delegated zone knows that they cannot reach either.',
  bad: ['@     NS  ns.dept', 'dept  NS  ns.dept'],
  good: ['@        NS  ns.dept', 'dept     NS  ns.dept', 'ns.dept  A   192.0.2.54'],
  absence: 'by name',
  says: {
    found: {
      message:
        'cannot use "{target}" as name server of "{owner}": only the zone {cut} knows its address, and nobody can reach that zone',
      fix: 'add an A or AAAA record: {target} IN A …',
      related: 'the delegation of that zone',
    },
  },
  check: {
    over: 'sets',
    types: [Type.NS],
    shapes: Shape.target,
    view: true,
    run: (reporter, node, set) => {
      const { zone, names } = reporter
      if (node !== APEX) return
      eachRecord(zone, set, (data, _length, line) => {
        if (knowsAddress(zone, data, data) || names.find(zone.heap, data) !== Where.unknown || names.zone !== zone)
          return
        const { node: cut } = names
        if (reporter.mayBeUnread(zone.heap, data)) return
        if (!unreachableCuts(reporter).has(cut)) return
        reporter.report(line, 0, () => ({
          params: { owner: reporter.name(node), target: nameText(zone.heap, data), cut: reporter.name(cut) },
          related: { line: zone.line(zone.rrset(cut, Type.NS), 0), part: 'entry' },
        }))
      })
    },
  },
}
