// RFC 7344 §4.1: CDS and CDNSKEY speak of keys that the zone has.

import { Type, typeName } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { APEX } from '../../zone/zone.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { isDigestOf, zoneKeys } from '../signatures.ts'

export const cdsMismatch: Rule = {
  name: 'cds-mismatch',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 7344 §4.1',
  why: 'The zone above would be told to trust a key that this zone does not have: the zone would be cut off.',
  bad: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    '@    CDS 1 13 2 A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1',
  ],
  good: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    '@    CDS 36244 13 2 403EB48DA1235CAD25FDDC78B0CDED3A63EFC763A2B5C7F9DB57F91704A1403B',
  ],
  absence: true,
  says: {
    found: {
      message: 'the {type} of "{owner}" speaks of a key that is not among its DNSKEY',
      fix: 'publish the key, or correct the record',
    },
  },
  check: { over: 'sets', types: [Type.CDS, Type.CDNSKEY], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const type = zone.type(set)
  if (node !== APEX) return
  const keys = zoneKeys(zone)
  eachRecord(zone, set, (data, length, line) => {
    const rdata = zone.heap.slice(data, data + length)
    // RFC 8078 §4: algorithm 0 asks the zone above to delete its DS.
    if (rdata[type === Type.CDS ? 2 : 3] === 0) return
    const fits = keys.some((key) =>
      type === Type.CDS ? isDigestOf(rdata, zone.apex, key) : Buffer.compare(key.rdata, rdata) === 0,
    )
    if (!fits) reporter.report(line, 'entry', () => ({ params: { owner: reporter.name(node), type: typeName(type) } }))
  })
}
