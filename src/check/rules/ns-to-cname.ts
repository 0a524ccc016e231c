// RFC 2181 §10.3, RFC 1912 §2.4: the target of an NS has addresses of its own.

import { Type } from '../../dns/types.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { aliasSayings, reportAliases, reportBroken } from '../targets.ts'

export const nsToCname: Rule = {
  name: 'ns-to-cname',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 2181 §10.3',
  why: 'Resolvers do not follow an alias behind an NS: they treat the name server as lame, and the zone fails now and then.',
  bad: [
    'sub     NS     ns.sub',
    'sub     NS     dns',
    'dns     CNAME  hosta',
    'hosta   A      192.0.2.10',
    'ns.sub  A      192.0.2.11',
  ],
  good: [
    'sub     NS     ns.sub',
    'sub     NS     hosta',
    'dns     CNAME  hosta',
    'hosta   A      192.0.2.10',
    'ns.sub  A      192.0.2.11',
  ],
  says: aliasSayings('name server', 'an A or AAAA record'),
  check: {
    over: 'sets',
    types: [Type.NS],
    shapes: Shape.target,
    view: true,
    first: (reporter) => reportBroken(reporter, Type.NS, 0),
    run: (reporter, node, set) => reportAliases(reporter, node, set, 0),
  },
}
