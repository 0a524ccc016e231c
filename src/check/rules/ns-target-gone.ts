// A name server in another zone of the view: whoever keeps that zone may have taken the name away, and this zone goes on.

import { nameServerTargets } from '../name-server-targets.ts'
import type { Rule } from '../rule.ts'
import { reportMissing } from '../targets.ts'

export const nsTargetGone: Rule = {
  name: 'ns-target-gone',
  severity: 'warning',
  stages: ['load', 'check', 'zonecheck'],
  why: 'Resolvers cannot ask a name server whose name another zone does not have, or no longer has.',
  bad: ['@  NS  ns2.example.net.'],
  good: ['@  NS  ns3.example.net.'],
  among: {
    'example.net.': [
      '@ SOA ns hostmaster 1 1d 2h 4w 1h',
      '@ NS ns',
      '@ NS ns.example.com.',
      'ns A 198.51.100.53',
      'ns3 A 203.0.113.53',
    ],
  },
  ...nameServerTargets((reporter, node, set) => reportMissing(reporter, node, set, 0, 'other')),
}
