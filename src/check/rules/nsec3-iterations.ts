// RFC 9276 §3.1: no additional iterations.

import { get16 } from '../../dns/big-endian.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Check, Rule } from '../rule.ts'

/** RFC 9276 §3.2 lets validators choose: from here on those of today take the zone for unsigned. */
export const FEW_ITERATIONS = 50

/** RFC 9276 §3.2: validators may give up and answer SERVFAIL, and here each denial would take a millisecond. */
export const MOST_ITERATIONS = 500

export const nsec3Iterations: Rule = {
  name: 'nsec3-iterations',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 9276 §3.1',
  why: 'More rounds of hashing cost everybody time and protect nothing; validators treat a zone with many of them as unsigned.',
  bad: ['@  NSEC3PARAM  1 0 10 -'],
  good: ['@  NSEC3PARAM  1 0 0 -'],
  says: {
    found: {
      message: 'the zone {owner} hashes each name {iterations} extra times',
      fix: 'write 0 in NSEC3PARAM, and sign the zone anew',
    },
  },
  check: iterationsWithin(1, FEW_ITERATIONS),
}

/** Finds parameters whose iterations are of the range, both ends included. */
export function iterationsWithin(least: number, most: number): Check {
  return {
    over: 'sets',
    types: [Type.NSEC3PARAM],
    run: (reporter, node, set) =>
      eachRecord(reporter.zone, set, (data, _length, line) => {
        const iterations = get16(reporter.zone.heap, data + 2)
        if (iterations < least || iterations > most) return
        reporter.report(line, 2, () => ({
          params: { owner: reporter.name(node), iterations, few: FEW_ITERATIONS, most: MOST_ITERATIONS },
        }))
      }),
  }
}
