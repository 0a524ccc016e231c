// RFC 9276 §3.2: validators, and this server, refuse so many iterations.

import type { Rule } from '../rule.ts'
import { iterationsWithin, MOST_ITERATIONS } from './nsec3-iterations.ts'

export const nsec3IterationsLimit: Rule = {
  name: 'nsec3-iterations-limit',
  group: 'records',
  severity: 'error',
  rfc: 'RFC 9276 §3.2',
  why: 'Each answer that a name does not exist would cost thousands of hashes: a few clients that ask for such names would keep the server busy for all others.',
  bad: ['@  NSEC3PARAM  1 0 2500 -'],
  good: ['@  NSEC3PARAM  1 0 0 -'],
  says: {
    found: {
      message: 'cannot serve the zone {owner}: it hashes each name {iterations} extra times, {most} are the most',
      fix: 'write 0 in NSEC3PARAM, and sign the zone anew',
    },
  },
  check: iterationsWithin(MOST_ITERATIONS + 1, 0xffff),
}
