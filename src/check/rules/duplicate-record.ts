// RFC 2181 §5: an rrset has no two equal records.

import { Type, typeName } from '../../dns/types.ts'
import type { ZoneText } from '../../text/zonefile/zone-text.ts'
import type { Zone } from '../../zone/zone.ts'
import { standTogether } from '../readings.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const duplicateRecord: Rule = {
  name: 'duplicate-record',
  group: 'structure',
  severity: 'warning',
  mends: 'mends-by-deleting',
  rfc: 'RFC 2181 §5',
  why: 'The same record stands in the file twice: Janus serves it once, and whoever changes one of the lines forgets the other.',
  bad: ['hosta  A  192.0.2.10', 'hosta  A  192.0.2.10'],
  good: ['hosta  A  192.0.2.10', 'hosta  A  192.0.2.11'],
  says: {
    found: {
      message: 'the same {type} record stands in the file already',
      fix: 'delete one of the two lines',
      related: 'the first one',
    },
    included: {
      message: 'the {type} record is in the zone already: its file is included twice',
      fix: 'include the file once, or give the second $INCLUDE an origin of its own',
      related: 'the same line',
    },
  },
  check: { over: 'zone', run: reportDuplicates },
}

function reportDuplicates(reporter: Reporter): void {
  const { text } = reporter.subject
  for (const { line, first, type } of reporter.notes.duplicates) {
    // RFC 5936 §2.2: a transfer ends with the SOA that it began with, and so does a file made from one.
    if (type === Type.SOA && isLast(reporter.zone, line)) continue
    reporter.report(line, 'entry', () => ({
      says: isReadTwice(text, line, first) ? 'included' : 'found',
      params: { type: typeName(type) },
      related: { line: first, part: 'entry' },
      safe: standTogether(text, line, first),
    }))
  }
}

function isLast(zone: Zone, line: number): boolean {
  for (let set = 0; set < zone.sets; set++)
    for (let i = 0; i < zone.size(set); i++) if (zone.line(set, i) > line) return false
  return true
}

/** Whether we read one line of a file twice. Line numbers run over all files; records of one $GENERATE share a number. */
function isReadTwice(text: ZoneText, line: number, first: number): boolean {
  const [own, other] = [text.fileLine(line), text.fileLine(first)]
  return line !== first && own.file === other.file && own.line === other.line
}
