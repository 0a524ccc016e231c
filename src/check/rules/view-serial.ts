// RFC 1982: equal serials say that nothing differs.

import type { FileLine } from '../../text/zonefile/lines.ts'
import { isEqual } from '../../zone/same.ts'
import { NONE, type Zone } from '../../zone/zone.ts'
import { Counterpart, viewTitle } from '../faces.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { soaWord } from '../soa.ts'
import type { Face } from '../subject.ts'

export const viewSerial: Rule = {
  name: 'view-serial',
  group: 'views',
  severity: 'warning',
  rfc: 'RFC 1996 §3.7',
  why: 'The two faces differ and have the same serial number: whoever looks at the serial, a secondary or a person, takes one for the other.',
  bad: ['www   A   192.0.2.10'],
  good: ['www   A   192.0.2.11'],
  face: ['www   A   192.0.2.11'],
  says: {
    found: {
      message: 'the serial {serial} is that of {view} too, although the contents differ',
      fix: 'count the serials of the two views apart, such as from 01 outside and from 51 inside',
      related: 'the SOA in the other view',
    },
  },
  check: { over: 'faces', run: compare },
}

function compare(reporter: Reporter, other: Face): void {
  const { zone } = reporter
  const theirs = other.subject.zone
  if (!other.isFirst || zone.soa === NONE || theirs.soa === NONE || zone.serial !== theirs.serial) return
  const [line, theirLine] = [zone.line(zone.soa, 0), theirs.line(theirs.soa, 0)]
  // Both faces have one SOA because one text makes both: its serial counts the versions of that text.
  if (isSameLine(reporter.subject.text.fileLine(line), other.subject.text.fileLine(theirLine))) return
  if (isSameZone(zone, theirs)) return
  reporter.report(line, soaWord.serial, () => ({
    params: { serial: zone.serial, view: viewTitle(other.view) },
    related: { line: theirLine, part: 'entry', subject: other.subject },
  }))
}

function isSameLine(a: FileLine, b: FileLine): boolean {
  return a.file === b.file && a.line === b.line
}

function isSameZone(zone: Zone, theirs: Zone): boolean {
  if (zone.nodes !== theirs.nodes || zone.sets !== theirs.sets) return false
  const counterpart = new Counterpart(zone, theirs)
  for (let node = 0; node < zone.nodes; node++) {
    const there = counterpart.of(node)
    if (there === NONE) return false
    for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
      const same = theirs.rrset(there, zone.key(set))
      if (same === NONE || theirs.ttl(same) !== zone.ttl(set) || !isEqual(zone, set, theirs, same)) return false
    }
  }
  return true
}
