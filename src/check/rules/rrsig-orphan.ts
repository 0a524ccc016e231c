// RFC 4035 §2.2: a signature covers an rrset.

import { Type, typeName } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { NONE } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const rrsigOrphan: Rule = {
  name: 'rrsig-orphan',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 4035 §2.2',
  why: 'The signature covers data that is not there: somebody deleted the record and left its signature behind, or the signature belongs elsewhere.',
  bad: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    'www  RRSIG A 13 3 3600 20260131000000 20260101000000 36244 example.com. LbCp7effWo8RqbNFi+k9/UQpuWQLai+5BVVleWtaZn5KhVmat1IXYPQpzqq5NY0ORRMRZ3gtw2VNQzvL84OmsQ==',
  ],
  good: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    'www  A  192.0.2.10',
    'www  RRSIG A 13 3 3600 20260131000000 20260101000000 36244 example.com. LbCp7effWo8RqbNFi+k9/UQpuWQLai+5BVVleWtaZn5KhVmat1IXYPQpzqq5NY0ORRMRZ3gtw2VNQzvL84OmsQ==',
  ],
  absence: true,
  says: {
    found: {
      message: 'the signature at "{owner}" covers {type}, and there is none',
      fix: 'delete it, or sign the zone anew',
    },
  },
  check: { over: 'sets', types: [Type.RRSIG], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const covered = zone.covered(set)
  if (zone.rrset(node, covered) !== NONE) return
  reporter.report(zone.line(set, 0), 0, () => ({ params: { owner: reporter.name(node), type: typeName(covered) } }))
}
