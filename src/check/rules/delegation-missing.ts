// RFC 1034 §4.2.2: resolvers find a zone below this one by the NS records in this one.

import { labelCount } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import { APEX, Flag, NONE, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const delegationMissing: Rule = {
  name: 'delegation-missing',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1034 §4.2.2',
  why: 'A zone of this server lies below this one, but nothing here leads to it: resolvers that ask here for its names find nothing.',
  bad: ['; dept.example.com is a zone of its own on this server', 'www  A  192.0.2.10'],
  good: ['dept  NS  ns', 'dept  NS  ns.example.net.'],
  among: {
    'dept.example.com.': [
      '@  SOA  ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
      '@  NS   ns.example.com.',
      '@  NS   ns.example.net.',
    ],
  },
  says: {
    found: {
      message: 'the zone {child} is on this server, but {apex} does not delegate it',
      fix: 'add its NS records: {child} IN NS {ns}',
    },
  },
  check: { over: 'zone', view: true, run: reportUndelegated },
}

function reportUndelegated(reporter: Reporter): void {
  const { zone, view } = reporter
  if (view === undefined || zone.soa === NONE) return
  for (const child of view.zones.below(zone.apex)) {
    if (!isOurs(reporter, child.apex) || isDelegated(zone, child.apex)) continue
    reporter.report(zone.line(zone.soa, 0), 'owner', () => ({
      params: {
        apex: nameText(zone.apex),
        child: nameText(child.apex),
        ns: child.zone ? firstServer(child.zone) : '…',
      },
    }))
  }
}

/** Whether no other zone of the view lies between the two. */
function isOurs({ zone, view }: Reporter, child: Uint8Array): boolean {
  const index = view!.zones.enclosing(new Suffixes().set(child, child[0]! + 1))
  return index >= 0 && labelCount(view!.zones.members[index]!.apex) === zone.apexLabels
}

function isDelegated(zone: Zone, child: Uint8Array): boolean {
  const name = new Suffixes().set(child, 0)
  for (let node = zone.find(name, zone.closest(name)); ; node = zone.parent(node)) {
    if (zone.flags(node) & Flag.cut) return true
    if (node === APEX) return false
  }
}

function firstServer(zone: Zone): string {
  const set = zone.rrset(APEX, Type.NS)
  return set === NONE ? '…' : nameText(zone.heap, zone.dataOf(set))
}
