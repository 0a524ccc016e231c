// RFC 7505 §3: a null MX has preference 0.

import { get16 } from '../../dns/big-endian.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'

export const nullMxPreference: Rule = {
  name: 'null-mx-preference',
  group: 'mail',
  severity: 'warning',
  mends: 'mends-zero',
  rfc: 'RFC 7505 §3',
  why: 'Some mail servers know "no mail here" by its exact form only, MX 0 with a lone dot.',
  bad: ['www  MX  10 .'],
  good: ['www  MX  0 .'],
  says: {
    found: { message: 'the null MX of "{owner}" has the preference {preference}, not 0', fix: 'write MX 0 .' },
  },
  check: { over: 'sets', types: [Type.MX], shapes: Shape.target, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  eachRecord(zone, set, (data, _length, line) => {
    const preference = get16(zone.heap, data)
    if (zone.heap[data + 2] !== 0 || preference === 0) return
    reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), preference }, instead: '0', safe: true }))
  })
}
