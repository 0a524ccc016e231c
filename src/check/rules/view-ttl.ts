// Finds the same data with two TTLs in two views.

import { ttlText } from '../../dns/ttl.ts'
import { typeName } from '../../dns/types.ts'
import { isEqual } from '../../zone/same.ts'
import { NONE } from '../../zone/zone.ts'
import { Counterpart, viewTitle } from '../faces.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import type { Face } from '../subject.ts'

export const viewTtl: Rule = {
  name: 'view-ttl',
  group: 'views',
  severity: 'info',
  why: 'The data is the same in both views, and resolvers remember it for different times: after a change one view is behind the other.',
  bad: ['www  3600  A   192.0.2.10'],
  good: ['www  300   A   192.0.2.10'],
  face: ['www  300   A   192.0.2.10'],
  says: {
    found: {
      message: 'the TTL {ttl} of {type} at "{owner}" is {theirs} in {view}, although the data is the same',
      fix: 'write the same TTL in both views',
      related: 'the record in the other view',
    },
  },
  check: { over: 'faces', run: compare },
}

function compare(reporter: Reporter, other: Face): void {
  const { zone } = reporter
  const theirs = other.subject.zone
  if (!other.isFirst) return
  const counterpart = new Counterpart(zone, theirs)
  for (let node = 0; node < zone.nodes; node++) {
    const there = counterpart.of(node)
    if (there === NONE) continue
    for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
      const same = theirs.rrset(there, zone.key(set))
      if (same === NONE || theirs.ttl(same) === zone.ttl(set) || !isEqual(zone, set, theirs, same)) continue
      reporter.report(zone.line(set, 0), 'ttl', () => ({
        params: {
          ttl: ttlText(zone.ttl(set)),
          type: typeName(zone.type(set)),
          owner: reporter.name(node),
          theirs: ttlText(theirs.ttl(same)),
          view: viewTitle(other.view),
        },
        related: { line: theirs.line(same, 0), part: 'ttl', subject: other.subject },
      }))
    }
  }
}
