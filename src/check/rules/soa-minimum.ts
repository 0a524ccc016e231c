// RFC 2308 §5: one to three hours work well, more than a day makes problems.

import { ttlText } from '../../dns/ttl.ts'
import { isLocal } from '../local-zone.ts'
import type { Rule } from '../rule.ts'
import { soaRule } from '../soa.ts'

export const soaMinimum: Rule = {
  name: 'soa-minimum',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 2308 §5',
  why: 'For this long resolvers remember that a name does not exist: a new name that was asked for too early stays unknown to them.',
  bad: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1w', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  good: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  whole: true,
  says: {
    found: {
      message:
        'the negative TTL {minimum}, the last number of the SOA, is long: resolvers remember "no such name" for that time',
      fix: 'write one to three hours, such as 1h',
    },
  },
  check: {
    over: 'zone',
    run: soaRule('minimum', ({ minimum }, { zone }) =>
      minimum > LONGEST && !isLocal(zone) ? { params: { minimum: ttlText(minimum) } } : undefined,
    ),
  },
}

const LONGEST = 86400
