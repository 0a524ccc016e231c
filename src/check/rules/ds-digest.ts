// RFC 9904 §4, RFC 9905 §2: digests that no delegation uses any more.

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { oldDigests } from '../algorithms.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const dsDigest: Rule = {
  name: 'ds-digest',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 9904 §4, RFC 9905 §2',
  why: 'The digest is too weak: validators ignore it, or take the zone for unsigned.',
  bad: ['dept  NS  ns', 'dept  NS  ns.example.net.', 'dept  DS  60485 13 1 A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1'],
  good: [
    'dept  NS  ns',
    'dept  NS  ns.example.net.',
    'dept  DS  60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A',
  ],
  says: {
    found: {
      message: 'the DS of "{owner}" has the digest type {digest}, which should not be used any more',
      fix: 'make the DS anew with SHA-256 (2)',
    },
  },
  check: { over: 'sets', types: [Type.DS, Type.CDS], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const { heap } = zone
  eachRecord(zone, set, (data, length, line) => {
    const digest = oldDigests.get(heap[data + 3]!)
    if (digest === undefined || length < 5) return
    reporter.report(line, 2, () => ({ params: { owner: reporter.name(node), digest } }))
  })
}
