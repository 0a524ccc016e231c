// RFC 2782: the target of an SRV is no alias.

import { Type } from '../../dns/types.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { aliasSayings, reportAliases } from '../targets.ts'

export const srvToCname: Rule = {
  name: 'srv-to-cname',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 2782',
  why: 'Programs need not follow an alias behind an SRV: some find the service, some do not.',
  bad: ['_imaps._tcp  SRV    0 1 993 imap', 'imap         CNAME  hosta', 'hosta        A      192.0.2.10'],
  good: ['_imaps._tcp  SRV    0 1 993 hosta', 'hosta        A      192.0.2.10'],
  says: aliasSayings('server', 'an A or AAAA record'),
  check: {
    over: 'sets',
    types: [Type.SRV],
    shapes: Shape.target,
    view: true,
    run: (reporter, node, set) => reportAliases(reporter, node, set, 3),
  },
}
