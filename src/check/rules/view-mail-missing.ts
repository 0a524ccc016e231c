// A name with mail in one view has mail in the other too.

import { Type } from '../../dns/types.ts'
import { NameFinder, Where } from '../../zone/name-finder.ts'
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
  why: 'Only one view takes mail for the name: the gateway, which sees the other one, bounces it or does not know where to deliver it.',
  bad: ['hosta  MX  10 hosta', 'hosta  TXT "v=spf1 mx -all"', 'hosta  A   192.0.2.10'],
  good: ['hosta  A   192.0.2.10'],
  face: ['hosta  A   192.0.2.10'],
  says: {
    found: {
      message: '"{owner}" has mail servers here, but none in {view}',
      fix: 'give {owner} an MX there too, or delete its MX here',
      related: 'the name in the other view',
    },
    gone: {
      message: '"{owner}" has mail servers here, but does not exist in {view}: the gateway cannot deliver its mail',
      fix: 'add {owner} there with the MX of the host, or delete its MX here',
    },
    refused: {
      message:
        '"{owner}" has mail servers here, and says in {view} that it takes no mail: the gateway sends its mail back',
      fix: 'write the MX of the host there, or the null MX here too',
      related: 'the null MX in the other view',
    },
  },
  check: { over: 'faces', run: compare },
}

function compare(reporter: Reporter, other: Face): void {
  const { zone } = reporter
  const theirs = other.subject.zone
  const counterpart = new Counterpart(zone, theirs)
  const names = new NameFinder(other.zones)
  for (let node = 0; node < zone.nodes; node++) {
    const set = zone.rrset(node, Type.MX)
    if (set === NONE || !isServed(zone, node, set) || isNullMx(zone, set)) continue
    const there = counterpart.of(node)
    const exists = there !== NONE && theirs.hasSets(there)
    const mx = there === NONE ? NONE : theirs.rrset(there, Type.MX)
    const refused = mx !== NONE && isNullMx(theirs, mx)
    if (mx !== NONE && !refused) continue
    // A host that only the inside knows gets its mail from inside. So does a host whose outside face says that it takes none.
    if ((refused || !exists) && reporter.view?.public !== true) continue
    // A wildcard, a DNAME or a zone of its own may have it there.
    if (there === NONE && names.find(zone.name(node), 0) !== Where.missing) continue
    // Where another zone has the say, this one cannot tell.
    if (there !== NONE && theirs.flags(there) & (Flag.cut | Flag.belowCut)) continue
    const line = refused ? theirs.line(mx, 0) : exists ? theirs.line(theirs.firstSet(there), 0) : undefined
    reporter.report(zone.line(set, 0), 'entry', () => ({
      says: refused ? 'refused' : exists ? 'found' : 'gone',
      params: { owner: reporter.name(node), view: viewTitle(other.view) },
      related: line === undefined ? undefined : { line, part: 'entry', subject: other.subject },
    }))
  }
}

/** RFC 7505: it takes no mail, and says so. */
function isNullMx(zone: Zone, set: RRset): boolean {
  return zone.heap[zone.dataOf(set) + 2] === 0
}
