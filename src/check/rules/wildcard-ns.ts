// RFC 4592 §4.2: what NS at a wildcard means is undefined.

import { isWildcard } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { APEX } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'

export const wildcardNs: Rule = {
  name: 'wildcard-ns',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 4592 §4.2',
  why: 'A delegation of all names that do not exist is not defined: servers and resolvers differ in what they make of it.',
  bad: ['*  NS  ns'],
  good: ['dept  NS  ns', 'dept  NS  ns.example.net.'],
  says: {
    found: {
      message: 'NS at the wildcard "{owner}": what this means is not defined',
      fix: 'delegate each name by itself',
    },
  },
  check: { over: 'sets', types: [Type.NS], shapes: Shape.wildcard, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (node === APEX || !isWildcard(zone.heap, zone.labelAt(node))) return
  eachRecord(zone, set, (_data, _length, line) =>
    reporter.report(line, 'type', () => ({ params: { owner: reporter.name(node) } })),
  )
}
