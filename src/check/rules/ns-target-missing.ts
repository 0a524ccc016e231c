// NS records must be followable. Here those of the zone itself that lead into it; of delegations: delegation-target-missing, of
// names in other zones: ns-target-gone.

import { Type } from '../../dns/types.ts'
import { APEX } from '../../zone/zone.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { missingSayings, reportMissing } from '../targets.ts'

export const nsTargetMissing: Rule = {
  name: 'ns-target-missing',
  group: 'structure',
  severity: 'error',
  mends: 'mends-forgotten-dot',
  rfc: 'RFC 1912 §2.8',
  why: 'Resolvers cannot ask a name server whose address they cannot find out.',
  bad: ['@    NS  ns3', 'ns4  A   192.0.2.54'],
  good: ['@    NS  ns3', 'ns3  A   192.0.2.54'],
  absence: 'by name',
  says: missingSayings('name server', 'an A or AAAA record'),
  check: {
    over: 'sets',
    types: [Type.NS],
    shapes: Shape.target,
    view: true,
    run: (reporter, node, set) => {
      if (node === APEX) reportMissing(reporter, node, set, 0, 'own')
    },
  },
}
