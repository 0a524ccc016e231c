// The common part of the rules that look for addresses of name servers, of the zone itself and of delegations, in this zone and in
// others.

import { Type } from '../dns/types.ts'
import { APEX, type Node, type RRset } from '../zone/zone.ts'
import type { Reporter } from './reporter.ts'
import type { Rule } from './rule.ts'
import { Shape } from './shapes.ts'
import { missingSayings, reportMissing } from './targets.ts'
import { unreachableCuts } from './unreachable-cuts.ts'

type Common = Pick<Rule, 'group' | 'rfc' | 'absence' | 'says' | 'check'>

/** The walk calls `run` for each NS rrset unless all its servers are hosts of this zone with an IPv4 address (Shape.target). */
export function nameServerTargets(run: (reporter: Reporter, node: Node, set: RRset) => void): Common {
  return {
    group: 'structure',
    rfc: 'RFC 1912 §2.8',
    absence: 'by name',
    says: missingSayings('name server', 'an A or AAAA record'),
    check: { over: 'sets', types: [Type.NS], shapes: Shape.target, view: true, run },
  }
}

/** `unreachable`: looks at delegations that no resolver can reach; else at all others. */
export function cutTargets(unreachable: boolean): Common {
  return nameServerTargets((reporter, node, set) => {
    if (node === APEX) return
    const isTold = () => unreachableCuts(reporter).has(node) === unreachable
    reportMissing(reporter, node, set, 0, 'own', undefined, isTold)
  })
}
