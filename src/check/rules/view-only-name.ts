// Finds names that only some clients see.

import { NameFinder, Where } from '../../zone/name-finder.ts'
import { Flag, NONE } from '../../zone/zone.ts'
import { Counterpart, viewTitle } from '../faces.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import type { Face } from '../subject.ts'

export const viewOnlyName: Rule = {
  name: 'view-only-name',
  group: 'views',
  severity: 'info',
  why: 'Clients of the other view learn that the name does not exist: that may be the very purpose, or a forgotten line.',
  bad: ['printer  A   192.0.2.40'],
  good: ['www      A   192.0.2.10'],
  face: ['www      A   192.0.2.10'],
  says: {
    found: { message: '"{owner}" does not exist in {view}', fix: 'add it there too, if it is meant for both' },
  },
  check: { over: 'faces', run: compare },
}

function compare(reporter: Reporter, other: Face): void {
  const { zone } = reporter
  const theirs = other.subject.zone
  const counterpart = new Counterpart(zone, theirs)
  const names = new NameFinder(other.zones)
  for (let node = 1; node < zone.nodes; node++) {
    if (!zone.hasSets(node) || zone.flags(node) & (Flag.hashed | Flag.belowCut) || counterpart.of(node) !== NONE)
      continue
    // A wildcard, a DNAME or a zone of its own may have it there.
    if (names.find(zone.name(node), 0) !== Where.missing) continue
    reporter.report(zone.line(zone.firstSet(node), 0), 'owner', () => ({
      params: { owner: reporter.name(node), view: viewTitle(other.view) },
    }))
  }
}
