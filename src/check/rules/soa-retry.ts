// RFC 1912 §2.2: the retry time is a fraction of the refresh time.

import { ttlText } from '../../dns/ttl.ts'
import { isLocal } from '../local-zone.ts'
import type { Rule } from '../rule.ts'
import { soaRule } from '../soa.ts'

export const soaRetry: Rule = {
  name: 'soa-retry',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1912 §2.2',
  why: 'Secondaries that could not reach the primary try again after this time: longer than the refresh time it is never used.',
  bad: ['@  SOA  ns hostmaster 2026010101 1d 2d 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  good: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  whole: true,
  says: {
    found: {
      message: 'the retry time {retry} is not below the refresh time {refresh}',
      fix: 'write a fraction of the refresh time, such as {better}',
    },
  },
  check: {
    over: 'zone',
    run: soaRule('retry', ({ refresh, retry }, { zone }) =>
      // One second has no fraction: soa-refresh reports such a refresh time.
      retry < refresh || refresh < 2 || isLocal(zone)
        ? undefined
        : {
            params: {
              retry: ttlText(retry),
              refresh: ttlText(refresh),
              better: ttlText(quarter(refresh)),
            },
          },
    ),
  },
}

/** A quarter of the time, in whole minutes if there are any. */
function quarter(seconds: number): number {
  return seconds < 4 * 60 ? Math.ceil(seconds / 4) : Math.floor(seconds / 4 / 60) * 60
}
