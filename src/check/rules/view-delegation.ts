// Finds delegations that only some clients see.

import { Type } from '../../dns/types.ts'
import { Flag, NONE } from '../../zone/zone.ts'
import { Counterpart, viewTitle } from '../faces.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import type { Face } from '../subject.ts'

export const viewDelegation: Rule = {
  name: 'view-delegation',
  group: 'views',
  severity: 'warning',
  why: 'Clients of one view go to other name servers, those of the other find the names here or not at all.',
  bad: ['dept  NS  ns', 'dept  NS  ns.example.net.'],
  good: ['www   A   192.0.2.10'],
  face: ['www   A   192.0.2.10'],
  says: {
    found: {
      message: '"{owner}" is delegated here, but not in {view}',
      fix: 'write the same NS there, or delete them here',
    },
  },
  check: { over: 'faces', run: compare },
}

function compare(reporter: Reporter, other: Face): void {
  const { zone } = reporter
  const theirs = other.subject.zone
  const counterpart = new Counterpart(zone, theirs)
  const { flags } = zone.columns
  for (let node = 1; node < zone.nodes; node++) {
    if ((flags[node]! & (Flag.cut | Flag.belowCut)) !== Flag.cut) continue
    const there = counterpart.of(node)
    if (there !== NONE && theirs.flags(there) & (Flag.cut | Flag.belowCut)) continue
    reporter.report(zone.line(zone.rrset(node, Type.NS), 0), 'entry', () => ({
      params: { owner: reporter.name(node), view: viewTitle(other.view) },
    }))
  }
}
