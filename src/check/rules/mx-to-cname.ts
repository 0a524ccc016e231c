// RFC 2181 §10.3, RFC 5321 §5.1: the target of an MX has addresses of its own.

import { Type } from '../../dns/types.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { aliasSayings, reportAliases, reportBroken } from '../targets.ts'

export const mxToCname: Rule = {
  name: 'mx-to-cname',
  group: 'mail',
  severity: 'error',
  rfc: 'RFC 2181 §10.3',
  why: 'Mail servers need not follow an alias behind an MX: some deliver, some bounce the message.',
  bad: ['@     MX     10 mail', 'mail  CNAME  hosta', 'hosta A      192.0.2.10'],
  good: ['@     MX     10 hosta', 'mail  CNAME  hosta', 'hosta A      192.0.2.10'],
  says: aliasSayings('mail server', 'an A record'),
  check: {
    over: 'sets',
    types: [Type.MX],
    shapes: Shape.target,
    view: true,
    first: (reporter) => reportBroken(reporter, Type.MX, 1),
    run: (reporter, node, set) => reportAliases(reporter, node, set, 1),
  },
}
