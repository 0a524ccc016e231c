// RFC 4034 §3.1.5: signatures end.

import type { Rule } from '../rule.ts'
import { signaturesThatEnd } from '../signature-ends.ts'

export const rrsigExpired: Rule = {
  name: 'rrsig-expired',
  group: 'records',
  severity: 'warning',
  asksTime: true,
  rfc: 'RFC 4034 §3.1.5',
  why: 'Validating resolvers refuse data whose signature has expired: for their users the name is gone.',
  bad: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    'www  A  192.0.2.10',
    'www  RRSIG A 13 3 3600 20251201000000 20251101000000 36244 example.com. dt8fmMQeUcjAH4kYdoPja3mwfvlGkxzpicD8yfWkpialMOFpwX5UXr/QKkAk1PUAkU7atPThjjtRh/F1a/63gg==',
  ],
  good: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    'www  A  192.0.2.10',
    'www  RRSIG A 13 3 3600 20260131000000 20260101000000 36244 example.com. LbCp7effWo8RqbNFi+k9/UQpuWQLai+5BVVleWtaZn5KhVmat1IXYPQpzqq5NY0ORRMRZ3gtw2VNQzvL84OmsQ==',
  ],
  says: {
    found: { message: 'the signature of {type} at "{owner}" expired at {time}', fix: 'sign the zone anew' },
  },
  check: signaturesThatEnd(Number.NEGATIVE_INFINITY, 0),
}
