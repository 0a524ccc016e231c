// NS records must be followable. Here those of a delegation that lead into this zone, none of which can be reached.

import { Type } from '../../dns/types.ts'
import { APEX } from '../../zone/zone.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { missingSayings, reportMissing } from '../targets.ts'
import { unreachableCuts } from '../unreachable-cuts.ts'

export const delegationTargetMissing: Rule = {
  name: 'delegation-target-missing',
  group: 'structure',
  severity: 'error',
  atLoad: 'warning',
  rfc: 'RFC 1912 §2.8',
  why: 'Nobody can be sent to the delegated zone: this zone should know the address of its name servers, and does not.',
  bad: ['dept  NS  ns3', 'ns4   A   192.0.2.54'],
  good: ['dept  NS  ns3', 'dept  NS  ns.example.net.', 'ns3   A   192.0.2.54'],
  absence: 'by name',
  says: missingSayings('name server', 'an A or AAAA record'),
  check: {
    over: 'sets',
    types: [Type.NS],
    shapes: Shape.target,
    view: true,
    run: (reporter, node, set) => {
      if (node === APEX) return
      reportMissing(reporter, node, set, 0, 'own', undefined, () => unreachableCuts(reporter).has(node))
    },
  },
}
