// RFC 4035 §2.2: in a signed zone every rrset is signed.

import { Type, typeName } from '../../dns/types.ts'
import { APEX, Flag, NONE, type Node } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const rrsigMissing: Rule = {
  name: 'rrsig-missing',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 4035 §2.2',
  why: 'Validating resolvers refuse data without a signature in a zone that is signed.',
  bad: [
    '@    NSEC  ns NS SOA RRSIG NSEC',
    '@    RRSIG SOA 13 2 3600 20260131000000 20260101000000 36244 example.com. LbCp7effWo8RqbNFi+k9/UQpuWQLai+5BVVleWtaZn5KhVmat1IXYPQpzqq5NY0ORRMRZ3gtw2VNQzvL84OmsQ==',
  ],
  good: ['www  A  192.0.2.10'],
  absence: true,
  says: {
    found: {
      message: '{type} at "{owner}" has no signature, and the zone is signed',
      fix: 'sign the zone anew after each change',
    },
  },
  check: { over: 'nodes', when: isSigned, run: reportUnsigned },
}

/** A zone that is not signed at all is none with gaps. */
function isSigned({ zone }: Reporter): boolean {
  return zone.denial !== 'none' && zone.signature(APEX, Type.SOA) !== NONE
}

function reportUnsigned(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  const flags = zone.flags(node)
  if (flags & (Flag.belowCut | Flag.belowDname)) return
  for (let set = zone.firstSet(node); set < zone.firstSet(node + 1); set++) {
    const type = zone.type(set)
    // RFC 4035 §2.2: of a delegation only DS and NSEC are signed.
    if (type === Type.RRSIG || (flags & Flag.cut && type !== Type.DS && type !== Type.NSEC)) continue
    if (zone.signature(node, type) !== NONE) continue
    reporter.report(zone.line(set, 0), 'type', () => ({
      params: { owner: reporter.name(node), type: typeName(type) },
    }))
  }
}
