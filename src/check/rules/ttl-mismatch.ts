// RFC 2181 §5.2: all records of an rrset have one TTL.

import { Type, typeName } from '../../dns/types.ts'
import { standTogether } from '../readings.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const ttlMismatch: Rule = {
  name: 'ttl-mismatch',
  group: 'structure',
  severity: 'warning',
  mends: 'mends-ttl',
  rfc: 'RFC 2181 §5.2',
  why: 'Records of one name and type live in caches together: with different TTLs some of them would vanish before the others.',
  bad: ['hosta  3600  A  192.0.2.10', 'hosta  300   A  192.0.2.11'],
  good: ['hosta  3600  A  192.0.2.10', 'hosta  3600  A  192.0.2.11'],
  says: {
    found: {
      message: 'the TTL {ttl} differs from that of the other {type} records of the name: {kept} is served for all',
      fix: 'write {kept} here too',
      related: 'the first one',
    },
  },
  check: { over: 'zone', run: reportTtls },
}

function reportTtls(reporter: Reporter): void {
  for (const { line, first, type, ttl, kept } of reporter.notes.ttls) {
    // RFC 4034 §3: each RRSIG has the TTL of the rrset that it covers.
    if (type === Type.RRSIG) continue
    reporter.report(line, 'ttl', () => ({
      params: { type: typeName(type), ttl, kept },
      related: { line: first, part: 'ttl' },
      instead: String(kept),
      safe: standTogether(reporter.subject.text, line, first),
    }))
  }
}
