// What the rules have in common that ask for the address of name servers: of the zone itself and of delegations, whose names
// lie in the very zone or in another one.

import { Type } from '../dns/types.ts'
import { APEX, type Node, type RRset } from '../zone/zone.ts'
import type { Reporter } from './reporter.ts'
import type { Rule } from './rule.ts'
import { Shape } from './shapes.ts'
import { missingSayings, reportMissing } from './targets.ts'
import { unreachableCuts } from './unreachable-cuts.ts'

type Common = Pick<Rule, 'group' | 'rfc' | 'absence' | 'says' | 'check'>

/** `run` is given every NS rrset that names a host. */
export function nameServerTargets(run: (reporter: Reporter, node: Node, set: RRset) => void): Common {
  return {
    group: 'structure',
    rfc: 'RFC 1912 §2.8',
    absence: 'by name',
    says: missingSayings('name server', 'an A or AAAA record'),
    check: { over: 'sets', types: [Type.NS], shapes: Shape.target, view: true, run },
  }
}

/** `unreachable`: of delegations none of whose servers can be reached, or of the others. */
export function cutTargets(unreachable: boolean): Common {
  return nameServerTargets((reporter, node, set) => {
    if (node === APEX) return
    const isTold = () => unreachableCuts(reporter).has(node) === unreachable
    reportMissing(reporter, node, set, 0, 'own', undefined, isTold)
  })
}
