// RFC 7344 §4.1: CDS and CDNSKEY speak of a key that the zone has.

import { Type, typeName } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { APEX } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { isDigestOf, zoneKeys } from '../signatures.ts'

export const cdsMismatch: Rule = {
  name: 'cds-mismatch',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 7344 §4.1',
  why: 'The record tells the zone above to trust keys of which this zone has none, which would cut the zone off.',
  bad: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    '@    CDS 1 13 2 A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1',
  ],
  good: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    '@    CDS 36244 13 2 403EB48DA1235CAD25FDDC78B0CDED3A63EFC763A2B5C7F9DB57F91704A1403B',
    '@    CDS 1 13 2 A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1',
  ],
  absence: true,
  says: {
    found: {
      message: 'the {type} of "{owner}" fits none of its DNSKEY',
      fix: 'make it from the DNSKEY of the zone, and keep the key that the DS in the zone above names until that DS has changed',
    },
  },
  check: { over: 'sets', types: [Type.CDS, Type.CDNSKEY], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const type = zone.type(set)
  if (node !== APEX) return
  const keys = zoneKeys(zone)
  let fits = false
  eachRecord(zone, set, (data, length) => {
    const rdata = zone.heap.slice(data, data + length)
    // RFC 8078 §4: algorithm 0 asks the zone above to delete its DS.
    if (rdata[type === Type.CDS ? 2 : 3] === 0) fits = true
    else if (type === Type.CDS) fits ||= keys.some((key) => isDigestOf(rdata, zone.apex, key))
    else fits ||= keys.some((key) => Buffer.compare(key.rdata, rdata) === 0)
  })
  // RFC 7344 §4.1: one key must carry the delegation on; the others may be published later (RFC 6781 §4.1.2, Double-DS).
  if (fits) return
  reporter.report(zone.line(set, 0), 'entry', () => ({ params: { owner: reporter.name(node), type: typeName(type) } }))
}
