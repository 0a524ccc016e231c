// RFC 9276 §3.2: validators need not accept so many iterations.

import type { Rule } from '../rule.ts'
import { FEW_ITERATIONS, iterationsWithin, MOST_ITERATIONS } from './nsec3-iterations.ts'

export const nsec3IterationsMany: Rule = {
  name: 'nsec3-iterations-many',
  group: 'records',
  severity: 'warning',
  stages: ['load', 'check', 'zonecheck'],
  rfc: 'RFC 9276 §3.2',
  why: 'Each answer that a name does not exist costs hundreds of hashes here and at every resolver: whoever asks for many such names slows the server down, and validators take the zone for unsigned.',
  bad: ['@  NSEC3PARAM  1 0 100 -'],
  good: ['@  NSEC3PARAM  1 0 0 -'],
  says: {
    found: {
      message:
        'the zone {owner} hashes each name {iterations} extra times: above {few} validators take it for unsigned, and denials are slow',
      fix: 'write 0 in NSEC3PARAM, and sign the zone anew',
    },
  },
  check: iterationsWithin(FEW_ITERATIONS + 1, MOST_ITERATIONS),
}
