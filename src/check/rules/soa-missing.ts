// RFC 1035 §5.2: a zone begins with its SOA.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { NONE } from '../../zone/zone.ts'
import type { Detail, Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

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
      fix: 'add as the first record: @ 1h IN SOA ns.{apex} hostmaster.{apex} 1 1d 2h 4w 1h',
    },
    elsewhere: {
      message: 'cannot serve the zone {apex}: its SOA stands at another name',
      fix: 'lint the file with --origin {other}, or write the SOA as @ IN SOA …',
      related: 'the SOA stands here',
    },
  },
  check: { over: 'zone', run: reportNoSoa },
}

function reportNoSoa(reporter: Reporter): void {
  const { zone, notes } = reporter
  if (zone.soa !== NONE) return
  const apex = nameText(zone.apex)
  const other = notes.outside.find(({ type }) => type === Type.SOA)
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
        : { params: { apex } },
  )
}
