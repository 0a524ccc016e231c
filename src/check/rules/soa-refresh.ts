// RFC 1912 §2.2: 20 minutes to 12 hours; a day where NOTIFY tells secondaries of changes.

import { ttlText } from '../../dns/ttl.ts'
import { isLocal } from '../local-zone.ts'
import type { Rule } from '../rule.ts'
import { soaRule } from '../soa.ts'

export const soaRefresh: Rule = {
  name: 'soa-refresh',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1912 §2.2',
  why: 'Secondary name servers ask for news after this time: too often is a load, too seldom keeps old data where NOTIFY is lost.',
  bad: ['@  SOA  ns hostmaster 2026010101 60 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  good: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  whole: true,
  says: {
    short: {
      message: 'the refresh time {refresh} is short: secondaries ask for news every {refresh}',
      fix: 'write 20 minutes or more, such as 1h',
    },
    long: {
      message: 'the refresh time {refresh} is long: without NOTIFY secondaries keep old data for that time',
      fix: 'write a day or less, such as 12h',
    },
  },
  check: {
    over: 'zone',
    run: soaRule('refresh', ({ refresh }, { zone }) =>
      (refresh >= SHORTEST && refresh <= LONGEST) || isLocal(zone)
        ? undefined
        : { says: refresh < SHORTEST ? 'short' : 'long', params: { refresh: ttlText(refresh) } },
    ),
  },
}

/** Less than the 20 minutes of the RFC, since lists that change by the minute need it. */
const SHORTEST = 300
const LONGEST = 2 * 86400
