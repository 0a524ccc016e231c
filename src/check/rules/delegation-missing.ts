// RFC 1034 §4.2.2: resolvers find a zone below this one by the NS records in this one.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { APEX, NONE, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { undelegated } from '../undelegated.ts'
import { isServedSigned } from './sign-undelegated.ts'

export const delegationMissing: Rule = {
  name: 'delegation-missing',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1034 §4.2.2',
  why: 'A zone of this server lies below this one, but nothing here leads to it: resolvers that ask here for its names find nothing.',
  bad: ['; dept.example.com is a zone of its own on this server', 'www  A  192.0.2.10'],
  good: ['dept  NS  ns', 'dept  NS  ns.example.net.'],
  among: {
    'dept.example.com.': [
      '@  SOA  ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
      '@  NS   ns.example.com.',
      '@  NS   ns.example.net.',
    ],
  },
  says: {
    found: {
      message: 'the zone {child} is on this server, but {apex} does not delegate it',
      fix: 'add its NS records: {child} IN NS {ns}',
    },
  },
  check: { over: 'zone', view: true, run: reportUndelegated },
}

function reportUndelegated(reporter: Reporter): void {
  const { zone, view } = reporter
  // sign-undelegated reports it where the zone is signed: there it is more than a warning.
  if (isServedSigned(zone, view)) return
  for (const child of undelegated(zone, view))
    reporter.report(zone.line(zone.soa, 0), 'owner', () => ({
      params: {
        apex: nameText(zone.apex),
        child: nameText(child.apex),
        ns: child.zone ? firstServer(child.zone) : '…',
      },
    }))
}

function firstServer(zone: Zone): string {
  const set = zone.rrset(APEX, Type.NS)
  return set === NONE ? '…' : nameText(zone.heap, zone.dataOf(set))
}
