// M1: who has mail in one view has it in the other too.

import { Type } from '../../dns/types.ts'
import { Flag, NONE, type RRset, type Zone } from '../../zone/zone.ts'
import { Counterpart, viewTitle } from '../faces.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import type { Face } from '../subject.ts'
import { isServed } from '../targets.ts'

export const viewMailMissing: Rule = {
  name: 'view-mail-missing',
  group: 'views',
  severity: 'warning',
  why: 'Mail for the name is taken in one view only: the gateway, which sees the other one, bounces it or does not know where to deliver it.',
  bad: ['hosta  MX  10 hosta', 'hosta  TXT "v=spf1 mx -all"', 'hosta  A   192.0.2.10'],
  good: ['hosta  A   192.0.2.10'],
  face: ['hosta  A   192.0.2.10'],
  says: {
    found: {
      message: '"{owner}" has mail servers here, but none in {view}',
      fix: 'give it an MX there too, or delete it here',
      related: 'the name in the other version',
    },
    gone: {
      message: '"{owner}" has mail servers here, but does not exist in {view}: the gateway cannot deliver its mail',
      fix: 'add it there with the MX of the host, or delete it here',
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
    if (set === NONE || !isServed(zone, node, set) || isNullMx(zone, set)) continue
    const there = counterpart.of(node)
    const exists = there !== NONE && theirs.hasSets(there)
    const mx = there === NONE ? NONE : theirs.rrset(there, Type.MX)
    if (mx !== NONE && !isNullMx(theirs, mx)) continue
    // A host that only the inside knows gets its mail from inside.
    if (!exists && reporter.view?.public !== true) continue
    // Where another zone has the say, this one cannot tell.
    if (there !== NONE && theirs.flags(there) & (Flag.cut | Flag.belowCut)) continue
    reporter.report(zone.line(set, 0), 'entry', () => ({
      says: exists ? 'found' : 'gone',
      params: { owner: reporter.name(node), view: viewTitle(other.view) },
      related: exists
        ? { line: theirs.line(theirs.firstSet(there), 0), part: 'entry', subject: other.subject }
        : undefined,
    }))
  }
}

/** RFC 7505: it takes no mail, and says so. */
function isNullMx(zone: Zone, set: RRset): boolean {
  return zone.heap[zone.dataOf(set) + 2] === 0
}
