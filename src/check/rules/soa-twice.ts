// RFC 1035 §5.2: exactly one SOA at the apex.

import { Type } from '../../dns/types.ts'
import type { Rule } from '../rule.ts'
import { reportSecond } from '../singles.ts'

export const soaTwice: Rule = {
  name: 'soa-twice',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 1035 §5.2',
  why: 'With two SOA records nobody knows which serial number counts, and copies of the zone stop being updated.',
  bad: [
    '@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h',
    '@  SOA  ns hostmaster 2026010102 1d 2h 4w 1h',
    '@  NS   ns',
    '@  NS   ns.example.net.',
    'ns A    192.0.2.53',
  ],
  good: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  whole: true,
  says: {
    found: {
      message: 'cannot add a second SOA at "{owner}": the zone has one already',
      fix: 'keep the one with the right serial number',
      related: 'the first SOA',
    },
  },
  check: { over: 'sets', types: [Type.SOA], run: reportSecond },
}
