// RFC 1912 §2.2: a day or more is usual; caches cut off at a week or so.

import { ttlText } from '../../dns/ttl.ts'
import { typeName } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { LONG_TTL, Shape } from '../shapes.ts'

export const ttlLong: Rule = {
  name: 'ttl-long',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 8767 §4',
  why: 'A change reaches everybody only after this time: most resolvers do not even keep data for more than a week.',
  bad: ['hosta  8w  A  192.0.2.10'],
  good: ['hosta  1d  A  192.0.2.10'],
  says: {
    found: {
      message: 'the TTL {ttl} of {type} at "{owner}" is long: a change takes that long to be seen',
      fix: 'write a week or less, such as 1d',
    },
  },
  check: { over: 'sets', types: 'all', shapes: Shape.ttl, run: reportLong },
}

function reportLong(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const ttl = zone.ttl(set)
  if (ttl <= LONG_TTL) return
  reporter.report(zone.line(set, 0), 'ttl', () => ({
    params: { ttl: ttlText(ttl), type: typeName(zone.type(set)), owner: reporter.name(node) },
  }))
}
