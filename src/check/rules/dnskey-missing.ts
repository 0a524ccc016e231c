// RFC 4035 §2.1: a signed zone has its keys at the apex.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { APEX, NONE } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const dnskeyMissing: Rule = {
  name: 'dnskey-missing',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 4035 §2.1',
  why: 'The zone has signatures, but not the keys to check them with: validating resolvers refuse all of it.',
  bad: [
    'www  A  192.0.2.10',
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
      message: 'the zone has signatures, but no DNSKEY at "{apex}"',
      fix: 'publish the keys, or delete the signatures',
    },
  },
  check: { over: 'sets', types: [Type.RRSIG], run: reportSet },
}

function reportSet(reporter: Reporter, _node: Node, set: RRset): void {
  const { zone } = reporter
  if (reporter.count > 0 || zone.rrset(APEX, Type.DNSKEY) !== NONE) return
  reporter.report(zone.line(set, 0), 'entry', () => ({ params: { apex: reporter.name(APEX) } }))
}
