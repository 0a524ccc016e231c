// RFC 2782: the target of an SRV has addresses.

import { Type } from '../../dns/types.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { literalSaying, missingSayings, reportMissing } from '../targets.ts'

export const srvTargetMissing: Rule = {
  name: 'srv-target-missing',
  group: 'mail',
  severity: 'warning',
  mends: 'mends-forgotten-dot',
  rfc: 'RFC 2782',
  why: 'Programs that look for the service go to a host that nobody can find.',
  bad: ['_imaps._tcp  SRV  0 1 993 imap'],
  good: ['_imaps._tcp  SRV  0 1 993 imap', 'imap         A    192.0.2.10'],
  absence: 'by name',
  says: { ...missingSayings('server', 'an A or AAAA record'), literal: literalSaying },
  check: {
    over: 'sets',
    types: [Type.SRV],
    shapes: Shape.target,
    view: true,
    run: (reporter, node, set) => reportMissing(reporter, node, set, 3),
  },
}
