// RFC 1034 §4.2.1, RFC 9471 §3: a resolver on its way to a name server inside the delegated zone needs its address too. Where
// nobody can reach the delegated zone, Janus serves the zone itself all the same: one department does not take down the others.

import { Type } from '../../dns/types.ts'
import { glueSayings, reportGlue } from '../glue.ts'
import type { Rule } from '../rule.ts'

export const glueMissing: Rule = {
  name: 'glue-missing',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 9471 §3',
  atLoad: 'warning',
  why: 'The name servers lie inside the very zone that they serve: without the address of one of them here nobody can reach it.',
  bad: ['dept  NS  ns.dept'],
  good: ['dept     NS  ns.dept', 'ns.dept  A   192.0.2.54'],
  absence: 'by name',
  says: glueSayings,
  check: { over: 'sets', types: [Type.NS], view: true, run: (...asked) => reportGlue(...asked, false) },
}
