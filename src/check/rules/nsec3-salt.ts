// RFC 9276 §3.1: no salt.

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const nsec3Salt: Rule = {
  name: 'nsec3-salt',
  group: 'records',
  severity: 'info',
  rfc: 'RFC 9276 §3.1',
  why: 'The salt protects nothing, since the name of the zone is hashed anyway.',
  bad: ['@  NSEC3PARAM  1 0 0 ABCD'],
  good: ['@  NSEC3PARAM  1 0 0 -'],
  says: {
    found: {
      message: 'the zone {owner} hashes its names with a salt',
      fix: 'write - in NSEC3PARAM, and sign the zone anew',
    },
  },
  check: { over: 'sets', types: [Type.NSEC3PARAM], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const { heap } = zone
  eachRecord(zone, set, (data, length, line) => {
    if (heap[data + 4] === 0 || length < 5) return
    reporter.report(line, 3, () => ({ params: { owner: reporter.name(node) } }))
  })
}
