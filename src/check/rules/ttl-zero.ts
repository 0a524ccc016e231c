// RFC 1035 §3.2.1: zero means that nobody may keep the data.

import { Type, typeName } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'

export const ttlZero: Rule = {
  name: 'ttl-zero',
  group: 'structure',
  severity: 'info',
  rfc: 'RFC 1035 §3.2.1',
  why: 'With a TTL of 0 every single question comes to the name servers; when they are out of reach nothing is remembered anywhere.',
  bad: ['hosta  0  A  192.0.2.10'],
  good: ['hosta  60  A  192.0.2.10', '@  0  NSEC3PARAM  1 0 0 -'],
  says: {
    found: {
      message: 'the TTL of {type} at "{owner}" is 0: nobody may remember it',
      fix: 'write at least some seconds, such as 60',
    },
  },
  check: { over: 'sets', types: 'all', shapes: Shape.ttl, run: reportZero },
}

function reportZero(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  // RFC 5155 §4: only name servers read NSEC3PARAM, and signers write it and its signature with 0.
  const type = zone.type(set)
  // ttl-top-bit reports a TTL that only counts as 0.
  if (reporter.notes.longTtls.some(({ line }) => line === zone.line(set, 0))) return
  if (zone.ttl(set) !== 0 || (type === Type.RRSIG ? zone.covered(set) : type) === Type.NSEC3PARAM) return
  reporter.report(zone.line(set, 0), 'ttl', () => ({ params: { type: typeName(type), owner: reporter.name(node) } }))
}
