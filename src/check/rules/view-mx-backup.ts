// M6: outside the gateway alone, inside the host alone.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { NONE, type RRset, type Zone } from '../../zone/zone.ts'
import { Counterpart, viewTitle } from '../faces.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import type { Face } from '../subject.ts'

export const viewMxBackup: Rule = {
  name: 'view-mx-backup',
  group: 'views',
  severity: 'warning',
  rfc: 'RFC 5321 §5.1',
  why: 'The gateway must not stand as a backup beside the host: mail goes round in circles between the two, or past the gateway.',
  bad: [
    'hosta  MX  10 hosta',
    'hosta  MX  20 mx',
    'hosta  TXT "v=spf1 mx -all"',
    'mx     A   192.0.2.25',
    'hosta  A   192.0.2.10',
  ],
  good: ['hosta  MX  10 hosta', 'hosta  TXT "v=spf1 mx -all"', 'mx     A   192.0.2.25', 'hosta  A   192.0.2.10'],
  face: ['hosta  MX  10 mx', 'hosta  TXT "v=spf1 mx -all"', 'mx     A   192.0.2.25', 'hosta  A   192.0.2.10'],
  says: {
    found: {
      message: '"{owner}" has the mail server "{target}", as in {view}, and others beside it',
      fix: 'let the host be the MX inside and the gateway outside, and neither of them both',
      related: 'the MX in the other version',
    },
  },
  check: { over: 'faces', run: compare },
}

function compare(reporter: Reporter, other: Face): void {
  const { zone } = reporter
  const theirs = other.subject.zone
  const counterpart = new Counterpart(zone, theirs)
  for (let node = 0; node < zone.nodes; node++) {
    const set = zone.rrset(node, Type.MX)
    if (set === NONE || zone.size(set) < 2) continue
    const there = counterpart.of(node)
    const mx = there === NONE ? NONE : theirs.rrset(there, Type.MX)
    if (mx === NONE) continue
    const hosts = targetsOf(theirs, mx)
    const shared = [...targetsOf(zone, set)].filter(([name]) => hosts.has(name))
    if (shared.length === 0 || shared.length === targetsOf(zone, set).size) continue
    for (const [target, line] of shared)
      reporter.report(line, 1, () => ({
        params: { owner: reporter.name(node), target, view: viewTitle(other.view) },
        related: { line: hosts.get(target)!, part: 'entry', subject: other.subject },
      }))
  }
}

/** Mail servers by name, each with its line. */
function targetsOf(zone: Zone, set: RRset): Map<string, number> {
  const targets = new Map<string, number>()
  eachRecord(zone, set, (data, _length, line) => targets.set(nameText(zone.heap, data + 2).toLowerCase(), line))
  return targets
}
