// RFC 5891 §5.4: a label that begins with xn-- decodes to a name.

import { domainToUnicode } from 'node:url'
import { labelText } from '../../dns/labels.ts'
import { fold } from '../../dns/name.ts'
import { APEX, type Node } from '../../zone/zone.ts'
import { Trait } from '../label-traits.ts'
import { ownerBelow } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const idnaBroken: Rule = {
  name: 'idna-broken',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 5891 §5.4',
  why: 'The label begins as an encoded international name, but cannot be decoded: no program will ever ask for it.',
  bad: ['xn--99999999  A  192.0.2.10'],
  good: ['xn--bcher-kva  A  192.0.2.10'],
  says: {
    found: {
      message: 'the label "{label}" of "{owner}" begins with xn-- and cannot be decoded',
      fix: 'encode the name anew, or choose another one',
    },
  },
  check: { over: 'nodes', traits: Trait.encoded, run: reportBroken },
}

function reportBroken(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  const { heap } = zone
  const at = zone.labelAt(node)
  if (fold[heap[at + 1]!] !== 0x78 || fold[heap[at + 2]!] !== 0x6e) return
  const label = labelText(heap, at).toLowerCase()
  const decoded = domainToUnicode(label)
  if (decoded !== '' && decoded !== label) return
  // Findings that we only count need no line.
  const owner = reporter.isFull ? APEX : ownerBelow(zone, node)
  if (owner === undefined) return
  reporter.report(zone.line(zone.firstSet(owner), 0), 'owner', () => ({
    params: { label, owner: reporter.name(owner) },
  }))
}
