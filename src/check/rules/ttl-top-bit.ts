// RFC 2181 §8: a TTL has 31 bits.

import { MAX_TTL } from '../../dns/ttl.ts'
import { typeName } from '../../dns/types.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const ttlTopBit: Rule = {
  name: 'ttl-top-bit',
  group: 'structure',
  severity: 'warning',
  stages: ['load', 'check', 'zonecheck'],
  rfc: 'RFC 2181 §8',
  why: 'A TTL this long counts as 0: nobody may remember the data, the opposite of what the number seems to say.',
  bad: ['hosta  4294967295  A  192.0.2.10'],
  good: ['hosta  86400  A  192.0.2.10'],
  says: {
    found: {
      message: 'the TTL {ttl} of the {type} record is served as 0: {most} is the longest there is',
      fix: 'write a week or less, such as 1d',
    },
  },
  check: { over: 'zone', run: reportLong },
}

function reportLong(reporter: Reporter): void {
  for (const { line, type, ttl } of reporter.notes.longTtls)
    reporter.report(line, 'ttl', () => ({ params: { ttl, type: typeName(type), most: MAX_TTL } }))
}
