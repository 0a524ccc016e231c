// RFC 8624 §3.1: algorithms that validators do not support any more.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { algorithmName, isOldAlgorithm } from '../algorithms.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const dnskeyAlgorithm: Rule = {
  name: 'dnskey-algorithm',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 8624 §3.1',
  why: 'Validators treat the zone as unsigned, or fail: the algorithm is too weak.',
  bad: [
    '@     DNSKEY 257 3 5 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==',
  ],
  good: [
    '@     DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==',
  ],
  says: {
    found: {
      message: 'the key of "{owner}" has the algorithm {algorithm}, which should not be used any more',
      fix: 'roll the keys over to ECDSAP256SHA256 (13)',
    },
  },
  check: { over: 'sets', types: [Type.DNSKEY, Type.CDNSKEY], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const { heap } = zone
  eachRecord(zone, set, (data, length, line) => {
    if (!isOldAlgorithm(heap[data + 3]!) || length < 5) return
    reporter.report(line, 2, () => ({
      params: { owner: reporter.name(node), algorithm: algorithmName(heap[data + 3]!) },
    }))
  })
}
