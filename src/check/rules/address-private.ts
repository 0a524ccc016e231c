// A private address means nothing outside, and tells strangers about the inside.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { reportSpecial } from '../special-addresses.ts'

export const addressPrivate: Rule = {
  name: 'address-private',
  group: 'addresses',
  severity: 'warning',
  leak: true,
  rfc: 'RFC 1918 §5',
  why: 'Nobody outside can reach the address, and everybody outside learns how the inside is built.',
  bad: ['hosta  A  10.0.0.10'],
  good: ['hosta  A  192.0.2.10'],
  view: { name: 'external', public: true },
  says: {
    found: {
      message: 'the address {address} of "{owner}" is {range}, and this view is for everybody',
      fix: 'keep the name to the internal view, or write its public address',
    },
  },
  check: {
    over: 'sets',
    types: [Type.A, Type.AAAA],
    shapes: Shape.private,
    view: true,
    when: ({ view }) => view?.public === true,
    run: reportPrivate,
  },
}

function reportPrivate(reporter: Reporter, node: Node, set: RRset): void {
  reportSpecial(reporter, node, set, 'private')
}
