// RFC 1035 §3.3.9: an MX names a host. An address there is read as a name that exists nowhere.

import { targetOf } from '../../dns/rdata/rdata.ts'
import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { addressLiteral, knowsAddress, leads } from '../targets.ts'

export const mxToAddress: Rule = {
  name: 'mx-to-address',
  group: 'mail',
  severity: 'error',
  rfc: 'RFC 5321 §5.1',
  why: 'An MX holds the name of a mail server: senders take an address for a name, which nobody finds.',
  bad: ['@     MX  10 192.0.2.10'],
  good: ['@     MX  10 hosta', 'hosta A   192.0.2.10'],
  says: {
    found: {
      message: 'cannot use "{address}" as mail server of "{owner}": it is an address, and an MX holds a name',
      fix: 'name the host, and give it the address in an A record of its own',
    },
  },
  check: { over: 'sets', types: [Type.MX], shapes: Shape.target, view: true, run: reportAddresses },
}

/** ns-to-address uses this too. */
export function reportAddresses(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const type = zone.type(set)
  let data = zone.dataOf(set)
  for (let i = 0, size = zone.size(set); i < size; i++, data = zone.nextData(data, true)) {
    const at = targetOf(type, zone.heap, data)
    const address = addressLiteral(zone, node, at)
    if (address === undefined || knowsAddress(zone, data, at) || leads(reporter, data, at) === Where.host) continue
    reporter.report(zone.line(set, i), type === Type.MX ? 1 : 0, () => ({
      params: { owner: reporter.name(node), address },
    }))
  }
}
