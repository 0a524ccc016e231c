// RFC 9460 §2.4.2: an alias has no parameters.

import { get16 } from '../../dns/big-endian.ts'
import { nameLength } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const svcbAliasParams: Rule = {
  name: 'svcb-alias-params',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 9460 §2.4.2',
  why: 'With priority 0 the record is a mere alias: programs ignore its parameters.',
  bad: ['www  A      192.0.2.10', 'shop HTTPS  0 www alpn=h2'],
  good: ['www  A      192.0.2.10', 'shop HTTPS  1 www alpn=h2'],
  says: {
    found: {
      message: '"{owner}" has priority 0, which makes it an alias, and parameters, which an alias has not',
      fix: 'write a priority of 1 or more, or delete the parameters',
    },
  },
  check: { over: 'sets', types: [Type.SVCB, Type.HTTPS], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const { heap } = zone
  eachRecord(zone, set, (data, length, line) => {
    if (get16(heap, data) !== 0 || length === 2 + nameLength(heap, data + 2)) return
    reporter.report(line, 'entry', () => ({ params: { owner: reporter.name(node) } }))
  })
}
