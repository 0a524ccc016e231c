// RFC 2182 §3.1: the names of the name servers should not all depend on one zone.

import { copyName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, NONE } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const nsOneZone: Rule = {
  name: 'ns-one-zone',
  group: 'structure',
  severity: 'info',
  rfc: 'RFC 2182 §3.1',
  why: 'Where all name servers have their names in one zone, a mistake in that zone takes away this one too.',
  bad: [
    '@  SOA  ns1.example.net. hostmaster 2026010101 1d 2h 4w 1h',
    '@  NS   ns1.example.net.',
    '@  NS   ns2.example.net.',
  ],
  good: [
    '@  SOA  ns1.example.net. hostmaster 2026010101 1d 2h 4w 1h',
    '@  NS   ns1.example.net.',
    '@  NS   ns.example.org.',
  ],
  whole: true,
  absence: true,
  says: {
    found: {
      message: 'all name servers of {apex} have their names in one zone, {holder}',
      fix: 'add a name server whose name is in another zone',
    },
  },
  check: { over: 'zone', view: true, run: reportOneZone },
}

function reportOneZone(reporter: Reporter): void {
  const { zone } = reporter
  const set = zone.rrset(APEX, Type.NS)
  if (set === NONE || zone.size(set) < 2) return
  const holders = new Set<string>()
  eachRecord(zone, set, (data) => holders.add(holderOf(reporter, data).toLowerCase()))
  if (holders.size !== 1) return
  reporter.report(zone.line(set, 0), 'entry', () => ({
    params: { apex: nameText(zone.apex), holder: [...holders][0]! },
  }))
}

/** The zone of the name at `at` of the heap: one of the view; for other names we take the name without its first label. */
function holderOf({ zone, names }: Reporter, at: number): string {
  names.find(zone.heap, at)
  if (names.zone !== undefined) return nameText(names.zone.apex)
  const name = copyName(zone.heap, at)
  return name[0] === 0 ? '.' : nameText(name, name[0]! + 1)
}
