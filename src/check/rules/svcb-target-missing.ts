// RFC 9460 §3: the target has addresses.

import { get16 } from '../../dns/big-endian.ts'
import { Type } from '../../dns/types.ts'
import { NONE, type Node, type RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { literalSaying, missingSayings, reportMissing } from '../targets.ts'

export const svcbTargetMissing: Rule = {
  name: 'svcb-target-missing',
  group: 'records',
  severity: 'warning',
  mends: 'mends-forgotten-dot',
  rfc: 'RFC 9460 §3',
  why: 'Programs go to a host that nobody can find, and fall back to slower ways or fail.',
  bad: ['shop HTTPS  1 www alpn=h2'],
  good: ['www  A      192.0.2.10', 'shop HTTPS  1 www alpn=h2', '@    HTTPS  0 shop'],
  absence: 'by name',
  says: { ...missingSayings('server', 'an A or AAAA record'), literal: literalSaying },
  check: { over: 'sets', types: [Type.SVCB, Type.HTTPS], shapes: Shape.target, view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  // RFC 9460 §2.4.2: an alias, of priority 0, may lead to a name that has records of its own type.
  reportMissing(
    reporter,
    node,
    set,
    1,
    'any',
    (data) => get16(zone.heap, data) === 0 && names.zone!.rrset(names.node, zone.type(set)) !== NONE,
  )
}
