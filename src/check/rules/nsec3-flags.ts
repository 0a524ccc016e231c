// RFC 5155 §4.1.2: the flags of NSEC3PARAM are zero, or the record is ignored.

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const nsec3Flags: Rule = {
  name: 'nsec3-flags',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 5155 §4.1.2',
  why: 'Servers pass over an NSEC3PARAM with flags, and cannot prove what does not exist: only NSEC3 says opt-out.',
  bad: ['@  NSEC3PARAM  1 1 0 -'],
  good: ['@  NSEC3PARAM  1 0 0 -'],
  says: {
    found: { message: 'the NSEC3PARAM of "{owner}" has the flags {flags}, and is ignored', fix: 'write 0' },
  },
  check: { over: 'sets', types: [Type.NSEC3PARAM], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  eachRecord(zone, set, (data, _length, line) => {
    const flags = zone.heap[data + 1]!
    if (flags === 0) return
    reporter.report(line, 1, () => ({ params: { owner: reporter.name(node), flags }, instead: '0' }))
  })
}
