// What the two rules about name servers of delegations have in common: those that lead into this zone and have no address in it.

import { Type } from '../dns/types.ts'
import { APEX } from '../zone/zone.ts'
import type { Rule } from './rule.ts'
import { Shape } from './shapes.ts'
import { missingSayings, reportMissing } from './targets.ts'
import { unreachableCuts } from './unreachable-cuts.ts'

/** `unreachable`: of delegations none of whose servers can be reached, or of the others. */
export function cutTargets(unreachable: boolean): Pick<Rule, 'group' | 'rfc' | 'absence' | 'says' | 'check'> {
  return {
    group: 'structure',
    rfc: 'RFC 1912 §2.8',
    absence: 'by name',
    says: missingSayings('name server', 'an A or AAAA record'),
    check: {
      over: 'sets',
      types: [Type.NS],
      shapes: Shape.target,
      view: true,
      run: (reporter, node, set) => {
        if (node === APEX) return
        const isTold = () => unreachableCuts(reporter).has(node) === unreachable
        reportMissing(reporter, node, set, 0, 'own', undefined, isTold)
      },
    },
  }
}
