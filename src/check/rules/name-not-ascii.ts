// RFC 5890 §2.3: names beyond ASCII take their A-label form.

import { domainToASCII } from 'node:url'
import type { Node } from '../../zone/zone.ts'
import { Trait } from '../label-traits.ts'
import { isInstance, ownerBelow } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const nameNotAscii: Rule = {
  name: 'name-not-ascii',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 5890 §2.3',
  why: 'Characters beyond ASCII, also those that only look like ASCII, are different names to DNS: programs ask for the form with xn--.',
  bad: ['b\\195\\188cher  A  192.0.2.10'],
  good: ['xn--bcher-kva  A  192.0.2.10', 'B\\195\\188ro._ipp._tcp  SRV  0 0 631 ns'],
  says: {
    found: { message: '"{owner}" has characters beyond ASCII', fix: 'write {ascii}' },
    unknown: { message: '"{owner}" has octets beyond ASCII', fix: 'write the name in ASCII' },
  },
  check: { over: 'nodes', traits: Trait.foreign, run: reportForeign },
}

function reportForeign(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  const { heap } = zone
  if (reporter.isFull || isInstance(zone, node)) return
  const owner = ownerBelow(zone, node)
  if (owner === undefined) return
  const at = zone.labelAt(node)
  for (let p = at + 1, end = at + heap[at]!; p <= end; p++) {
    if (heap[p]! < 0x80) continue
    const label = new TextDecoder().decode(heap.slice(at + 1, end + 1))
    const ascii = domainToASCII(label)
    const readable = ascii !== '' && !label.includes('�')
    reporter.report(zone.line(zone.firstSet(owner), 0), 'owner', () => ({
      says: readable ? 'found' : 'unknown',
      params: { owner: readable ? label : reporter.name(node), ascii },
      instead: readable && owner === node ? ascii : undefined,
    }))
    return
  }
}
