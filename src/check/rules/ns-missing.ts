// RFC 1034 §4.2.1: the apex names the zone's name servers.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { APEX, NONE } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { exampleHost } from '../soa.ts'

export const nsMissing: Rule = {
  name: 'ns-missing',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 1034 §4.2.1',
  why: 'The zone has to say which name servers it has: without them nobody can be sent to it.',
  bad: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', 'ns A    192.0.2.53'],
  good: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  absence: true,
  whole: true,
  says: {
    found: { message: 'cannot serve the zone {apex}: it has no NS', fix: 'add below the SOA: {apex} IN NS {host}' },
  },
  check: { over: 'zone', atApex: true, run: reportNoNs },
}

function reportNoNs(reporter: Reporter): void {
  const { zone } = reporter
  if (zone.rrset(APEX, Type.NS) !== NONE) return
  const line = zone.soa === NONE ? 1 : zone.line(zone.soa, 0)
  reporter.report(line, 'entry', () => ({ params: { apex: nameText(zone.apex), host: exampleHost(zone, 'ns') } }))
}
