// RFC 4035 §2.2: of a delegation the zone above signs DS and NSEC, and nothing else.

import { Type, typeName } from '../../dns/types.ts'
import { Flag } from '../../zone/zone.ts'
import type { Rule } from '../rule.ts'

export const rrsigAtCut: Rule = {
  name: 'rrsig-at-cut',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 4035 §2.2',
  why: 'NS records and addresses at a delegation are the data of the delegated zone: a signature of the zone above over them is wrong, and breaks tools that check zones.',
  bad: [
    'dept  NS  ns',
    'dept  NS  ns.example.net.',
    'dept  RRSIG NS 13 3 3600 20260131000000 20260101000000 36244 example.com. LbCp7effWo8RqbNFi+k9/UQpuWQLai+5BVVleWtaZn5KhVmat1IXYPQpzqq5NY0ORRMRZ3gtw2VNQzvL84OmsQ==',
    '@     DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
  ],
  good: ['dept  NS  ns', 'dept  NS  ns.example.net.'],
  says: {
    found: {
      message: '{type} at "{owner}" has a signature, and of a delegation only DS and NSEC are signed',
      fix: 'delete the signature, or sign the zone anew',
    },
  },
  check: {
    over: 'sets',
    types: [Type.RRSIG],
    run: (reporter, node, set) => {
      const { zone } = reporter
      const covered = zone.covered(set)
      if ((zone.flags(node) & (Flag.cut | Flag.belowCut)) !== Flag.cut) return
      if (covered === Type.DS || covered === Type.NSEC) return
      reporter.report(zone.line(set, 0), 0, () => ({ params: { owner: reporter.name(node), type: typeName(covered) } }))
    },
  },
}
