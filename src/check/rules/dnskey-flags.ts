// RFC 4034 §2.1: keys of a zone have the zone flag, and protocol 3.

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { keyFlaw } from '../signatures.ts'

export const dnskeyFlags: Rule = {
  name: 'dnskey-flags',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 4034 §2.1',
  why: 'Validators do not use the key: its flags or its protocol say that it is no key of the zone.',
  bad: ['@     DNSKEY 1 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ=='],
  good: [
    '@     DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==',
  ],
  says: {
    found: {
      message: 'the key of "{owner}" cannot sign the zone: {flaw}',
      fix: 'write 257 3 for a key-signing key, 256 3 for a zone-signing key',
    },
  },
  check: { over: 'sets', types: [Type.DNSKEY], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const { heap } = zone
  eachRecord(zone, set, (data, length, line) => {
    const flaw = keyFlaw(heap.subarray(data, data + length))
    if (flaw === undefined || length < 5) return
    reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), flaw } }))
  })
}
