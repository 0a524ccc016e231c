// RFC 6594: SHA-256 fingerprints.

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const sshfpSha1: Rule = {
  name: 'sshfp-sha1',
  group: 'records',
  severity: 'info',
  rfc: 'RFC 6594 §4.1',
  why: 'With effort others can forge SHA-1 fingerprints: current programs want SHA-256.',
  bad: ['www  A      192.0.2.10', 'www  SSHFP  4 1 A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1'],
  good: ['www  A      192.0.2.10', 'www  SSHFP  4 2 A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1'],
  says: {
    found: {
      message: '"{owner}" has a SHA-1 fingerprint of its key, but none with SHA-256',
      fix: 'make it with ssh-keygen -r {owner}',
    },
  },
  check: { over: 'sets', types: [Type.SSHFP], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const better = new Set<number>()
  eachRecord(zone, set, (data) => {
    if (zone.heap[data + 1] === 2) better.add(zone.heap[data]!)
  })
  eachRecord(zone, set, (data, _length, line) => {
    if (zone.heap[data + 1] !== 1 || better.has(zone.heap[data]!)) return
    reporter.report(line, 1, () => ({ params: { owner: reporter.name(node) } }))
  })
}
