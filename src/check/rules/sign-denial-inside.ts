// RFC 8198 §5: a resolver that has an NSEC or NSEC3 in its cache denies all that lies in its range, whichever view it asks by then.

import { sameName } from '../../dns/name.ts'
import { NameFinder, Where } from '../../zone/name-finder.ts'
import { Flag, NONE, type Node, type Zone } from '../../zone/zone.ts'
import { Counterpart, viewTitle } from '../faces.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import type { Face } from '../subject.ts'

/** People who move from one network to another wait this long without asking why, in seconds. */
const SHORT = 300

export const signDenialInside: Rule = {
  name: 'sign-denial-inside',
  group: 'views',
  severity: 'warning',
  rfc: 'RFC 8198 §5',
  why: 'A resolver that moves from one view to the other, as a laptop does, has proofs in its cache that deny names between those of the other view, and answers by them.',
  bad: ['printer  A     192.0.2.40', 'www      A     192.0.2.10'],
  good: ['www      A     192.0.2.10'],
  face: ['www      A     192.0.2.10', '@        NSEC  ns.example.com. NS SOA NSEC'],
  says: {
    found: {
      message:
        '"{owner}" does not exist in {view}, whose denials reach over it: a resolver that comes from there denies it for {seconds} seconds',
      fix: 'under "sign", give that view denial: compact or minimal, which deny the name asked for alone; or write 300 or less as the minimum of its SOA',
    },
    several: {
      message:
        '{count} names, "{owner}" the first, do not exist in {view}, whose denials reach over them: a resolver that comes from there denies them for {seconds} seconds',
      fix: 'under "sign", give that view denial: compact or minimal, which deny the name asked for alone; or write 300 or less as the minimum of its SOA',
    },
  },
  check: { over: 'faces', run: compare },
}

/** Reports once for each view: all missing names have one cause. */
function compare(reporter: Reporter, other: Face): void {
  const theirs = other.subject.zone
  if (theirs.soa === NONE || theirs.negativeTtl <= SHORT || !reachesFar(theirs, other)) return
  const { zone } = reporter
  const missing = missingThere(zone, other)
  const [first] = missing
  if (first === undefined) return
  reporter.report(zone.line(zone.firstSet(first), 0), 'owner', () => ({
    ...(missing.length > 1 && { says: 'several' }),
    params: {
      owner: reporter.name(first),
      view: viewTitle(other.view),
      seconds: theirs.negativeTtl,
      ...(missing.length > 1 && { count: missing.length }),
    },
  }))
}

/** Whether the zone comes with a chain, or gets one here. */
function reachesFar(theirs: Zone, { view: { chained = [] } }: Face): boolean {
  return theirs.denial !== 'none' || chained.some((origin) => sameName(origin, 0, theirs.apex, 0))
}

function missingThere(zone: Zone, other: Face): Node[] {
  const counterpart = new Counterpart(zone, other.subject.zone)
  const names = new NameFinder(other.zones)
  const missing: Node[] = []
  for (let node = 1; node < zone.nodes; node++) {
    if (!zone.hasSets(node) || zone.flags(node) & (Flag.hashed | Flag.belowCut) || counterpart.of(node) !== NONE)
      continue
    // A wildcard, a DNAME or a zone of its own may have it there.
    if (names.find(zone.name(node), 0) === Where.missing) missing.push(node)
  }
  return missing
}
