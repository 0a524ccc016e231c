// RFC 1912 §2.2: two to four weeks, and in any case longer than refresh and retry together.

import { ttlText } from '../../dns/ttl.ts'
import type { Rule } from '../rule.ts'
import { soaRule } from '../soa.ts'

export const soaExpire: Rule = {
  name: 'soa-expire',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1912 §2.2',
  why: 'When the primary is down for longer than this, all secondaries stop answering: it has to outlast a holiday.',
  bad: ['@  SOA  ns hostmaster 2026010101 1d 2h 2d 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  good: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  whole: true,
  says: {
    found: {
      message: 'the expire time {expire} is short: after {expire} without the primary the zone is gone',
      fix: 'write two to four weeks, such as 4w',
    },
    refresh: {
      message:
        'the expire time {expire} is not longer than refresh and retry together, {least}: the zone expires before secondaries have asked twice',
      fix: 'write two to four weeks, such as 4w',
    },
  },
  check: {
    over: 'zone',
    run: soaRule('expire', ({ refresh, retry, expire }) =>
      expire <= refresh + retry
        ? { says: 'refresh', params: { expire: ttlText(expire), least: ttlText(refresh + retry) } }
        : expire < SHORTEST
          ? { params: { expire: ttlText(expire) } }
          : undefined,
    ),
  },
}

/** The RFC says two weeks; one is customary, and only less is likely to be a mistake. */
const SHORTEST = 7 * 86400
