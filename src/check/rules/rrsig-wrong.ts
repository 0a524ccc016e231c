// RFC 4035 §5.3: a signature is made over the data with a key of the zone.

import { Type, typeName } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { NONE, type Zone } from '../../zone/zone.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { readSignature, verifies, zoneKeys } from '../signatures.ts'

export const rrsigWrong: Rule = {
  name: 'rrsig-wrong',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 4035 §5.3.3',
  why: 'Validating resolvers refuse the data: it was changed after it was signed, or signed with another key.',
  bad: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    'www  A  192.0.2.10',
    'www  RRSIG A 13 3 3600 20260131000000 20260101000000 36244 example.com. AbCp7effWo8RqbNFi+k9/UQpuWQLai+5BVVleWtaZn5KhVmat1IXYPQpzqq5NY0ORRMRZ3gtw2VNQzvL84OmsQ==',
  ],
  good: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    'www  A  192.0.2.10',
    'www  RRSIG A 13 3 3600 20260131000000 20260101000000 36244 example.com. LbCp7effWo8RqbNFi+k9/UQpuWQLai+5BVVleWtaZn5KhVmat1IXYPQpzqq5NY0ORRMRZ3gtw2VNQzvL84OmsQ==',
  ],
  absence: true,
  says: {
    found: {
      message: 'the signature of {type} at "{owner}" does not fit the data',
      fix: 'sign the zone anew after each change',
    },
    noKey: {
      message: 'the signature of {type} at "{owner}" was made with the key {tag}, which the zone does not have',
      fix: 'publish the key, or sign the zone anew',
    },
  },
  check: { over: 'sets', types: [Type.RRSIG], run: reportSet },
}

/** Each takes about a tenth of a millisecond: of larger zones the first ones are verified, which a wrong key spoils too. */
const MOST_VERIFIED = 2000

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const keys = zoneKeys(zone)
  const covered = zone.rrset(node, zone.covered(set))
  if (keys.length === 0 || covered === NONE) return
  eachRecord(zone, set, (data, length, line) => {
    const signature = readSignature(zone, data, length)
    const own = keys.filter(({ tag, algorithm }) => tag === signature.tag && algorithm === signature.algorithm)
    const params = () => ({ owner: reporter.name(node), type: typeName(signature.covered), tag: signature.tag })
    if (own.length === 0) {
      reporter.report(line, 6, () => ({ says: 'noKey', params: params() }))
      return
    }
    if (countVerified(zone) > MOST_VERIFIED) return
    const results = own.map(({ rdata }) => verifies(zone, node, covered, signature, rdata))
    if (!results.includes(false) || results.includes(true)) return
    reporter.report(line, 'entry', () => ({ params: params() }))
  })
}

const verified = new WeakMap<Zone, number>()

function countVerified(zone: Zone): number {
  const count = (verified.get(zone) ?? 0) + 1
  verified.set(zone, count)
  return count
}
