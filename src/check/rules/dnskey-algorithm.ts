// RFC 9904 §3, RFC 9905 §2: algorithms that nobody signs with any more.

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { algorithmName, useOfAlgorithm } from '../algorithms.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const dnskeyAlgorithm: Rule = {
  name: 'dnskey-algorithm',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 9904 §3, RFC 9905 §2',
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
    aging: {
      message: 'the key of "{owner}" has the algorithm {algorithm}, which is not recommended any more',
      fix: 'when you next change the keys, roll them over to ECDSAP256SHA256 (13)',
    },
  },
  check: { over: 'sets', types: [Type.DNSKEY, Type.CDNSKEY], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const { heap } = zone
  eachRecord(zone, set, (data, length, line) => {
    const use = useOfAlgorithm(heap[data + 3]!)
    if (use === 'yes' || length < 5) return
    reporter.report(line, 2, () => ({
      says: use === 'no' ? 'found' : 'aging',
      params: { owner: reporter.name(node), algorithm: algorithmName(heap[data + 3]!) },
    }))
  })
}
