// NS records must be followable. This rule looks at the zone's own that lead into the zone; delegation-target-missing at those of
// delegations, ns-target-gone at names in other zones.

import { APEX } from '../../zone/zone.ts'
import { nameServerTargets } from '../name-server-targets.ts'
import type { Rule } from '../rule.ts'
import { reportMissing } from '../targets.ts'

export const nsTargetMissing: Rule = {
  name: 'ns-target-missing',
  severity: 'error',
  mends: 'mends-forgotten-dot',
  why: 'Resolvers cannot ask a name server whose address they cannot find out.',
  bad: ['@    NS  ns3', 'ns4  A   192.0.2.54'],
  good: ['@    NS  ns3', 'ns3  A   192.0.2.54'],
  ...nameServerTargets((reporter, node, set) => {
    if (node === APEX) reportMissing(reporter, node, set, 0, 'own')
  }),
}
