// NS records must be followable. This rule is about those of a delegation that lead into this zone, beside others that resolvers
// can reach.

import { cutTargets } from '../name-server-targets.ts'
import type { Rule } from '../rule.ts'

export const delegationTargetPartial: Rule = {
  name: 'delegation-target-partial',
  severity: 'warning',
  mends: 'mends-forgotten-dot',
  stages: ['load', 'check', 'zonecheck'],
  why: 'Nobody can find this one of the name servers of the delegated zone: when the others fail, the zone fails.',
  bad: ['dept  NS  ns3', 'dept  NS  ns.example.net.', 'ns4   A   192.0.2.54'],
  good: ['dept  NS  ns3', 'dept  NS  ns.example.net.', 'ns3   A   192.0.2.54'],
  ...cutTargets(false),
}
