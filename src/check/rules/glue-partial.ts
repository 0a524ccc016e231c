// RFC 9471 §3: nobody can reach a name server inside the delegated zone without glue. Here resolvers can reach others.

import { Type } from '../../dns/types.ts'
import { glueSayings, reportGlue } from '../glue.ts'
import type { Rule } from '../rule.ts'

export const gluePartial: Rule = {
  name: 'glue-partial',
  group: 'structure',
  severity: 'warning',
  stages: ['load', 'check', 'zonecheck'],
  rfc: 'RFC 9471 §3',
  why: 'Nobody can reach this one of the name servers, because its address is missing here: when the others fail, the delegated zone fails.',
  bad: ['dept      NS  ns1.dept', 'dept      NS  ns2.dept', 'ns1.dept  A   192.0.2.54'],
  good: ['dept      NS  ns1.dept', 'dept      NS  ns2.dept', 'ns1.dept  A   192.0.2.54', 'ns2.dept  A   198.51.100.54'],
  absence: 'by name',
  says: glueSayings,
  check: { over: 'sets', types: [Type.NS], view: true, run: (...asked) => reportGlue(...asked, true) },
}
