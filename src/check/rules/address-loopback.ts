// RFC 1912 §4.1: only localhost is this very host.

import { isLabel } from '../../dns/labels.ts'
import { Type } from '../../dns/types.ts'
import { APEX, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { isList, isLoopbackTemplate, isSinkhole } from '../local-zone.ts'
import { hasLabel } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { reportSpecial } from '../special-addresses.ts'

export const addressLoopback: Rule = {
  name: 'address-loopback',
  group: 'addresses',
  severity: 'warning',
  leak: true,
  rfc: 'RFC 6890 §2.2',
  why: 'The address means "this very host" to everybody who asks: each client connects to itself.',
  bad: ['hosta  A  127.0.0.1'],
  good: ['hosta      A  192.0.2.10', 'localhost  A  127.0.0.1'],
  says: {
    found: {
      message: 'the address {address} of "{owner}" is {range}',
      fix: 'write the address that others reach the host at',
    },
  },
  check: { over: 'sets', types: [Type.A, Type.AAAA], shapes: Shape.loopback, run: reportLoopback },
}

function reportLoopback(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  // RFC 5782 §2.1: in a black list such an address says "listed".
  if (!isLocalhost(zone, node) && !isList(zone) && !isSinkhole(zone) && !isLoopbackTemplate(zone))
    reportSpecial(reporter, node, set, 'loopback')
}

function isLocalhost(zone: Zone, node: Node): boolean {
  return node === APEX ? isLabel(zone.apex, 0, 'localhost') : hasLabel(zone, node, 'localhost')
}
