// RFC 6781 §4.4.2: sign anew before signatures end.

import type { Rule } from '../rule.ts'
import { signaturesThatEnd } from '../signature-ends.ts'

export const rrsigSoon: Rule = {
  name: 'rrsig-soon',
  group: 'records',
  severity: 'warning',
  asksTime: true,
  rfc: 'RFC 6781 §4.4.2',
  why: 'When the signature expires, validating resolvers refuse the data: the zone has to be signed anew before.',
  bad: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    'www  A  192.0.2.10',
    'www  RRSIG A 13 3 3600 20260104000000 20251201000000 36244 example.com. BBMeTHf63VlkpJ3H2Kwhd5BKXfH2XJofqync++GepF8Yh9Jtvuf7clcLU4/p/JNx+WO4U7nGnf3j2DkI8BSkrg==',
  ],
  good: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    'www  A  192.0.2.10',
    'www  RRSIG A 13 3 3600 20260131000000 20260101000000 36244 example.com. LbCp7effWo8RqbNFi+k9/UQpuWQLai+5BVVleWtaZn5KhVmat1IXYPQpzqq5NY0ORRMRZ3gtw2VNQzvL84OmsQ==',
  ],
  says: {
    found: { message: 'the signature of {type} at "{owner}" expires soon, at {time}', fix: 'sign the zone anew' },
  },
  check: signaturesThatEnd(0, 3 * 86400),
}
