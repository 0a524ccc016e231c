// RFC 4035 §5.2: a DS leads to a key of the child.

import { sameName } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { isDigestOf, zoneKeys } from '../signatures.ts'

export const dsMismatch: Rule = {
  name: 'ds-mismatch',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 4035 §5.2',
  why: 'Validating resolvers refuse the whole delegated zone: none of its keys is the one that this record vouches for.',
  bad: [
    'dept  NS  ns',
    'dept  NS  ns.example.net.',
    'dept  DS  1 13 2 A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1',
  ],
  good: [
    'dept  NS  ns',
    'dept  NS  ns.example.net.',
    'dept  DS  36244 13 2 C12634220CECA4D13E429827B28182B1FFC31362E61AA3FC6F4281DC82D36343',
  ],
  absence: true,
  among: {
    'dept.example.com.': [
      '@  SOA  ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
      '@  NS   ns.example.com.',
      '@  NS   ns.example.net.',
      '@  DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    ],
  },
  says: {
    found: {
      message: 'the DS of "{owner}" fits none of the keys of the zone {owner}',
      fix: 'make a DS from a key that the zone {owner} has now, and delete this one once the new one is everywhere',
    },
    unsigned: {
      message: '"{owner}" has a DS, but the zone {owner} has no keys',
      fix: 'delete the DS, or sign the zone',
    },
  },
  check: { over: 'sets', types: [Type.DS], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, view } = reporter
  const name = zone.name(node)
  const child = view!.zones.member(view!.zones.at(name))?.zone
  if (child === undefined || child === zone) return
  // This server signs the child: the keys are not yet in the zone that we see.
  if (view!.signed?.some((origin) => sameName(origin, 0, name, 0))) return
  const keys = zoneKeys(child)
  let fits = false
  eachRecord(zone, set, (data, length) => {
    const rdata = zone.heap.slice(data, data + length)
    if (keys.some((key) => isDigestOf(rdata, name, key))) fits = true
  })
  if (fits) return
  reporter.report(zone.line(set, 0), 'entry', () => ({
    says: keys.length === 0 ? 'unsigned' : 'found',
    params: { owner: reporter.name(node) },
  }))
}
