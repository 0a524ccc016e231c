// RFC 4592 §2.1.1: only a whole first label is a wildcard.

import { APEX, type Node, type Zone } from '../../zone/zone.ts'
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
  check: { over: 'nodes', flags: 0, run: reportAsterisk },
}

function reportAsterisk(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  const { heap } = zone
  const { label, parent } = zone.columns
  if (node === APEX || !zone.hasSets(node)) return
  const at = label[node]!
  if ((heap[at] !== 1 && hasAsterisk(heap, at)) || isInside(zone, parent[node]!))
    reporter.report(zone.line(zone.firstSet(node), 0), 'owner', () => ({ params: { owner: reporter.name(node) } }))
}

/** A label of one asterisk in the middle of a name, at or above the node. */
function isInside(zone: Zone, node: Node): boolean {
  const { heap } = zone
  const { label, parent } = zone.columns
  for (let n = node; n !== APEX; n = parent[n]!) if (hasAsterisk(heap, label[n]!)) return true
  return false
}

function hasAsterisk(heap: Uint8Array, at: number): boolean {
  for (let p = at + 1, end = at + heap[at]!; p <= end; p++) if (heap[p] === 0x2a) return true
  return false
}
