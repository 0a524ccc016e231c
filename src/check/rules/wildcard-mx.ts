// No wildcard MX takes mail. The rule looks at every owner whose first label is an asterisk, at any depth and in any spelling.

import { isWildcard } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'

export const wildcardMx: Rule = {
  name: 'wildcard-mx',
  group: 'mail',
  severity: 'error',
  rfc: 'RFC 1912 §2.7',
  why: 'A wildcard MX takes mail for every mistyped name, and catches names that mail servers complete with their own domain.',
  bad: ['*      MX  10 hosta', 'hosta  A   192.0.2.10'],
  good: ['dept   MX  10 hosta', 'hosta  A   192.0.2.10'],
  says: {
    found: {
      message: 'cannot add MX at the wildcard "{owner}": mail would be taken for names that do not exist',
      fix: 'write one MX for each name that receives mail, and delete this one',
    },
    // RFC 7505 §3: such an MX takes no mail; but a name that a mail server completes with its own domain then exists, and gets refused.
    nullMx: {
      message:
        'cannot add MX at the wildcard "{owner}": mail servers that complete a name with "{domain}" are told that it takes no mail',
      fix: 'delete it: names without an address take no mail anyway; only a wildcard that has an address may have MX 0 ., and no other MX',
    },
  },
  check: {
    over: 'sets',
    types: [Type.MX],
    shapes: Shape.wildcard,
    run: (reporter, node, set) => {
      const { zone } = reporter
      if (node === APEX ? !isWildcard(zone.apex) : !isWildcard(zone.heap, zone.labelAt(node))) return
      if (refusesMailOfAddress(zone, node, set)) return
      eachRecord(zone, set, (data, _length, line) => {
        const says = zone.heap[data + 2] === 0 ? 'nullMx' : 'found'
        reporter.report(line, 'owner', () => {
          const owner = reporter.name(node)
          return { says, params: { owner, domain: owner.replace('*.', '') } }
        })
      })
    },
  },
}

/**
 * The one exception: a wildcard with an address makes every name a host that mail is sent to (RFC 5321 §5.1), and a null MX
 * (RFC 7505 §3) alone beside it says that none of them takes any.
 */
function refusesMailOfAddress(zone: Zone, node: Node, set: RRset): boolean {
  const hasAddress = zone.rrset(node, Type.A) !== NONE || zone.rrset(node, Type.AAAA) !== NONE
  return hasAddress && zone.size(set) === 1 && zone.heap[zone.dataOf(set) + 2] === 0
}
