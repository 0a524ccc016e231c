// RFC 1034 §4.1, RFC 2182 §5: at least two name servers.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { APEX, NONE } from '../../zone/zone.ts'
import { isLocal } from '../local-zone.ts'
import type { Rule } from '../rule.ts'

export const nsSingle: Rule = {
  name: 'ns-single',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 2182 §5',
  why: 'When the only name server fails, mail, web and everything else of the zone fails with it.',
  bad: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', 'ns A    192.0.2.53'],
  good: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  whole: true,
  absence: true,
  says: {
    found: {
      message: 'the zone {apex} has one name server only, "{target}"',
      fix: 'add a second one at another place: @ IN NS …',
    },
  },
  check: {
    over: 'zone',
    run: (reporter) => {
      const { zone } = reporter
      const set = zone.rrset(APEX, Type.NS)
      if (set === NONE || zone.size(set) !== 1 || isLocal(zone)) return
      reporter.report(zone.line(set, 0), 'entry', () => ({
        params: { apex: nameText(zone.apex), target: nameText(zone.heap, zone.dataOf(set)) },
      }))
    },
  },
}
