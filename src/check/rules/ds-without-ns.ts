// RFC 4035 §2.4: DS vouches for a delegation.

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { APEX, Flag } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const dsWithoutNs: Rule = {
  name: 'ds-without-ns',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 4035 §2.4',
  why: 'A DS record vouches for the keys of a delegated zone: without NS records there is no such zone.',
  bad: ['dept  DS  60485 8 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A'],
  good: [
    'dept  NS  ns',
    'dept  NS  ns.example.net.',
    'dept  DS  60485 8 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A',
  ],
  says: {
    found: {
      message: 'DS at "{owner}" vouches for nothing: the name has no NS',
      fix: 'add the NS of the delegated zone, or delete the DS',
    },
  },
  check: { over: 'sets', types: [Type.DS], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (node === APEX || zone.flags(node) & Flag.cut) return
  eachRecord(zone, set, (_data, _length, line) =>
    reporter.report(line, 'type', () => ({ params: { owner: reporter.name(node) } })),
  )
}
