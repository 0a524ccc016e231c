// RFC 1035 §3.3.11: an NS names a host. An address there is read as a name that exists nowhere.

import { Type } from '../../dns/types.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { reportAddresses } from './mx-to-address.ts'

export const nsToAddress: Rule = {
  name: 'ns-to-address',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 1035 §3.3.11',
  why: 'An NS holds the name of a name server: resolvers take an address for a name, which nobody finds.',
  bad: ['sub     NS  192.0.2.53'],
  good: ['sub     NS  ns.sub', 'ns.sub  A   192.0.2.53'],
  says: {
    found: {
      message: 'cannot use "{address}" as name server of "{owner}": it is an address, and an NS holds a name',
      fix: 'name the host, and give it the address in an A record of its own',
    },
  },
  check: { over: 'sets', types: [Type.NS], shapes: Shape.target, view: true, run: reportAddresses },
}
