// RFC 1035 §5.2: the SOA stands at the apex, and nowhere else.

import { undoubled } from '../../dns/labels.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { APEX, NONE, type Node, type RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const soaNotAtApex: Rule = {
  name: 'soa-not-at-apex',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 1035 §5.2',
  why: 'An SOA marks the top of a zone: one below it belongs into a file of its own.',
  bad: ['dept  SOA  ns hostmaster 2026010101 1d 2h 4w 1h'],
  good: ['dept     NS   ns.dept', 'ns.dept  A    192.0.2.53'],
  says: {
    found: {
      message: 'cannot add SOA at "{owner}": it is not the top of the zone {apex}',
      fix: 'delete it here; a zone of its own has a file of its own and NS records in this one',
    },
  },
  check: { over: 'sets', types: [Type.SOA], run: reportBelow },
}

function reportBelow(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (node === APEX) return
  // missing-dot reports an owner without its dot, and soa-missing that there is no other SOA.
  const name = zone.name(node)
  if (zone.soa === NONE && undoubled(name, 0, zone.apex) === nameText(zone.apex)) return
  for (let i = 0; i < zone.size(set); i++)
    reporter.report(zone.line(set, i), 'type', () => ({
      params: { owner: reporter.name(node), apex: nameText(zone.apex) },
    }))
}
