// RFC 1035 §5.2: a zone begins with its SOA.

import { MAX_NAME } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import { NONE, type Zone } from '../../zone/zone.ts'
import type { Detail, Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { exampleHost, isRootHints, soaElsewhere } from '../soa.ts'

export const soaMissing: Rule = {
  name: 'soa-missing',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 1035 §5.2',
  why: 'Without an SOA there is no zone: no serial number, no time for which "there is no such name" holds.',
  bad: ['@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  good: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  absence: true,
  whole: true,
  says: {
    found: {
      message: 'cannot serve the zone {apex}: it has no SOA',
      fix: 'add as the first record: {apex} 1h IN SOA {host} {mailbox} 1 1d 2h 4w 1h',
    },
    hints: {
      message:
        'cannot serve the zone {apex}: the file tells resolvers where the root servers are (root hints), and is no zone',
      fix: 'leave the file to resolvers; servers of zones need none',
    },
    doubled: {
      message: 'cannot serve the zone {apex}: its SOA stands at "{other}", for want of a final dot',
      fix: 'put the dot at the end of the owner of the SOA',
    },
    elsewhere: {
      message: 'cannot serve the zone {apex}: its SOA stands at "{other}"',
      fix: 'take the file for the zone {other} (zonecheck: --origin {other}), or write the SOA as {apex} IN SOA …',
      related: 'the SOA stands here',
    },
  },
  check: { over: 'zone', atApex: true, run: reportNoSoa },
}

function reportNoSoa(reporter: Reporter): void {
  const { zone, notes } = reporter
  if (zone.soa !== NONE) return
  const apex = nameText(zone.apex)
  const other = soaElsewhere(notes)
  const names = { apex, host: exampleHost(zone, 'ns'), mailbox: exampleHost(zone, 'hostmaster') }
  const doubled = doubledSoa(zone)
  const hints = isRootHints(zone)
  reporter.report(
    1,
    'entry',
    (): Detail =>
      other
        ? {
            says: 'elsewhere',
            params: { apex, other: nameText(other.owner) },
            related: { line: other.line, part: 'entry' },
          }
        : doubled !== undefined
          ? { says: 'doubled', params: { apex, other: doubled } }
          : { says: hints ? 'hints' : 'found', params: names },
  )
}

/** The owner of the SOA, if it lacks the dot and so has become the zone's name twice. */
function doubledSoa(zone: Zone): string | undefined {
  const name = new Uint8Array(2 * zone.apex.length - 1)
  name.set(zone.apex)
  name.set(zone.apex, zone.apex.length - 1)
  if (name.length > MAX_NAME || zone.apex[0] === 0) return undefined
  const node = zone.find(new Suffixes().set(name, 0), 0)
  return node === NONE || zone.rrset(node, Type.SOA) === NONE ? undefined : nameText(name)
}
