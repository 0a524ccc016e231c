// RFC 6890: addresses that no host can have.

import { Type } from '../../dns/types.ts'
import { isSinkhole } from '../local-zone.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { reportSpecial } from '../special-addresses.ts'

export const addressBogon: Rule = {
  name: 'address-bogon',
  group: 'addresses',
  severity: 'warning',
  leak: true,
  rfc: 'RFC 6890 §2.2',
  why: 'No host can be reached at the address: it is of a range with another meaning.',
  bad: ['hosta  A  0.0.0.0', 'hostb  A  224.0.0.1', 'hostc  AAAA  2002:a00:1::1'],
  good: ['hosta  A  192.0.2.10'],
  says: {
    found: {
      message: 'the address {address} of "{owner}" is no address of a host: it is {range}',
      fix: 'write the real address of the host',
    },
  },
  check: {
    over: 'sets',
    types: [Type.A, Type.AAAA],
    shapes: Shape.bogon,
    run: (reporter, node, set) => {
      if (!isSinkhole(reporter.zone)) reportSpecial(reporter, node, set, 'bogon')
    },
  },
}
