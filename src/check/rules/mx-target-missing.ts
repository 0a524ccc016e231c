// The target of an MX has an address. This rule looks at targets in the same zone, mx-target-gone at those in others.

import { Type } from '../../dns/types.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { missingSayings, reportMissing } from '../targets.ts'

export const mxTargetMissing: Rule = {
  name: 'mx-target-missing',
  group: 'mail',
  severity: 'error',
  mends: 'mends-forgotten-dot',
  rfc: 'RFC 5321 §5.1',
  why: 'Nobody can deliver mail for the name: nobody can find out where the mail server is.',
  bad: ['@     MX  10 mail', 'mial  A   192.0.2.10'],
  good: ['@     MX  10 mail', 'mail  A   192.0.2.10'],
  absence: 'by name',
  says: missingSayings('mail server', 'an A record'),
  check: {
    over: 'sets',
    types: [Type.MX],
    shapes: Shape.target,
    view: true,
    run: (reporter, node, set) => reportMissing(reporter, node, set, 1, 'own'),
  },
}
