// RFC 9276 §3.1: no additional iterations.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { eachRecord, read16 } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

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
      message: 'the zone {owner} hashes its names {iterations} more times',
      fix: 'write 0 in NSEC3PARAM, and sign the zone anew',
    },
  },
  check: { over: 'sets', types: [Type.NSEC3PARAM], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  eachRecord(zone, set, (data, _length, line) => {
    const iterations = read16(zone.heap, data + 2)
    if (iterations === 0) return
    reporter.report(line, 2, () => ({ params: { owner: reporter.name(node), iterations } }))
  })
}
