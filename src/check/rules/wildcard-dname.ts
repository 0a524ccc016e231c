// RFC 4592 §4.4: DNAME at a wildcard is discouraged.

import { isWildcard } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { APEX } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const wildcardDname: Rule = {
  name: 'wildcard-dname',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 4592 §4.4',
  why: 'A redirection of all names below names that do not exist is not defined: servers and resolvers differ in what they make of it.',
  bad: ['*  DNAME  example.org.'],
  good: ['old  DNAME  example.org.'],
  says: {
    found: {
      message: 'DNAME at the wildcard "{owner}": what this means is not defined',
      fix: 'write a DNAME for each name by itself',
    },
  },
  check: { over: 'sets', types: [Type.DNAME], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (node === APEX || !isWildcard(zone.heap, zone.labelAt(node))) return
  eachRecord(zone, set, (_data, _length, line) =>
    reporter.report(line, 'type', () => ({ params: { owner: reporter.name(node) } })),
  )
}
