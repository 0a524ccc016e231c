// RFC 4034 §3.1.5: signatures begin.

import { Type, typeName } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { readSignature, timeNear, timeText } from '../signatures.ts'

export const rrsigEarly: Rule = {
  name: 'rrsig-early',
  group: 'records',
  severity: 'warning',
  asksTime: true,
  rfc: 'RFC 4034 §3.1.5',
  why: 'Validating resolvers refuse data whose signature is not valid yet: the clock of the signer may be wrong.',
  bad: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    'www  A  192.0.2.10',
    'www  RRSIG A 13 3 3600 20260210000000 20260110000000 36244 example.com. 9v7XxT4WWsuLrcGpjUBhaCW/OefaEqW/uJPgRXU8WkPENUlDkzUWXsfSX5LqSDQbc68tdHse5yvPn6Mpjk3U/w==',
  ],
  good: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    'www  A  192.0.2.10',
    'www  RRSIG A 13 3 3600 20260131000000 20260101000000 36244 example.com. LbCp7effWo8RqbNFi+k9/UQpuWQLai+5BVVleWtaZn5KhVmat1IXYPQpzqq5NY0ORRMRZ3gtw2VNQzvL84OmsQ==',
  ],
  says: {
    found: {
      message: 'the signature of {type} at "{owner}" is not valid before {time}',
      fix: 'set the clock of the signing machine, and sign the zone anew',
    },
  },
  check: { over: 'sets', types: [Type.RRSIG], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, now } = reporter
  eachRecord(zone, set, (data, length, line) => {
    const signature = readSignature(zone, data, length)
    const inception = timeNear(now, signature.inception)
    if (inception <= now) return
    reporter.report(line, 5, () => ({
      params: { owner: reporter.name(node), type: typeName(signature.covered), time: timeText(inception) },
    }))
  })
}
