// RFC 4592 §2.1.1: only a whole first label is a wildcard.

import { APEX, type Node } from '../../zone/zone.ts'
import { Trait } from '../label-traits.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const asteriskInside: Rule = {
  name: 'asterisk-inside',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 4592 §2.1.1',
  why: 'An asterisk stands for other names only as the whole first label: here it is an ordinary character, and matches nothing else.',
  bad: ['www.*  A  192.0.2.10'],
  good: ['*.www  A  192.0.2.10'],
  says: {
    found: {
      message: 'the asterisk in "{owner}" is no wildcard',
      fix: 'write * as the first label, or spell the name out',
    },
  },
  check: { over: 'nodes', traits: Trait.starred, run: reportAsterisk },
}

function reportAsterisk(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  if (node === APEX || !zone.hasSets(node)) return
  const own = hasAsterisk(reporter, node) && zone.heap[zone.labelAt(node)] !== 1
  if (own || isInside(reporter, zone.parent(node)))
    reporter.report(zone.line(zone.firstSet(node), 0), 'owner', () => ({ params: { owner: reporter.name(node) } }))
}

/** An asterisk in the middle of a name, at or above the node. */
function isInside(reporter: Reporter, node: Node): boolean {
  for (let n = node; n !== APEX; n = reporter.zone.parent(n)) if (hasAsterisk(reporter, n)) return true
  return false
}

function hasAsterisk(reporter: Reporter, node: Node): boolean {
  return (reporter.labelTraits[node]! & Trait.asterisk) !== 0
}
