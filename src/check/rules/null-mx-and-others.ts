// RFC 7505 §3: a name that says "no mail here" has no other MX.

import { Type } from '../../dns/types.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'

export const nullMxAndOthers: Rule = {
  name: 'null-mx-and-others',
  group: 'mail',
  severity: 'error',
  rfc: 'RFC 7505 §3',
  why: '"MX 0 ." says that the name takes no mail at all: beside another MX the two contradict each other.',
  bad: ['@      MX  0 .', '@      MX  10 hosta', 'hosta  A   192.0.2.10'],
  good: ['@      MX  10 hosta', 'hosta  A   192.0.2.10', 'print  MX  0 .'],
  says: {
    found: {
      message: 'cannot add a null MX at "{owner}": it has another MX',
      fix: 'delete the null MX if {owner} takes mail, else all others',
      related: 'the other MX',
    },
  },
  check: {
    over: 'sets',
    types: [Type.MX],
    shapes: Shape.several,
    run: (reporter, node, set) => {
      const { zone } = reporter
      const size = zone.size(set)
      if (size < 2) return
      let data = zone.dataOf(set)
      for (let i = 0; i < size; i++, data = zone.nextData(data, true)) {
        if (zone.heap[data + 2] !== 0) continue
        reporter.report(zone.line(set, i), 'entry', () => ({
          params: { owner: reporter.name(node) },
          related: { line: zone.line(set, i === 0 ? 1 : 0), part: 'entry' },
        }))
        return
      }
    },
  },
}
