// NS records must be followable. This rule is about those of a delegation that lead into this zone, where nobody can reach any of
// them.

import { cutTargets } from '../name-server-targets.ts'
import type { Rule } from '../rule.ts'

export const delegationTargetMissing: Rule = {
  name: 'delegation-target-missing',
  severity: 'error',
  mends: 'mends-forgotten-dot',
  atLoad: 'warning',
  why: 'Nobody can be sent to the delegated zone: this zone should know the address of its name servers, and does not.',
  bad: ['dept  NS  ns3', 'ns4   A   192.0.2.54'],
  good: ['dept  NS  ns3', 'dept  NS  ns.example.net.', 'ns3   A   192.0.2.54'],
  ...cutTargets(true),
}
