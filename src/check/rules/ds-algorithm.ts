// RFC 9904 §3, RFC 9905 §2: algorithms that nobody signs with any more.

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { algorithmName, useOfAlgorithm } from '../algorithms.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const dsAlgorithm: Rule = {
  name: 'ds-algorithm',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 9904 §3, RFC 9905 §2',
  why: 'Validators treat the zone as unsigned, or fail: the algorithm is too weak.',
  bad: [
    'dept  NS  ns',
    'dept  NS  ns.example.net.',
    'dept  DS  60485 5 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A',
  ],
  good: [
    'dept  NS  ns',
    'dept  NS  ns.example.net.',
    'dept  DS  60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A',
  ],
  says: {
    found: {
      message: 'the DS of "{owner}" has the algorithm {algorithm}, which should not be used any more',
      fix: 'roll the keys of the zone over to ECDSAP256SHA256 (13)',
    },
  },
  check: { over: 'sets', types: [Type.DS, Type.CDS], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const { heap } = zone
  eachRecord(zone, set, (data, length, line) => {
    if (useOfAlgorithm(heap[data + 2]!) !== 'no' || length < 4) return
    reporter.report(line, 1, () => ({
      params: { owner: reporter.name(node), algorithm: algorithmName(heap[data + 2]!) },
    }))
  })
}
