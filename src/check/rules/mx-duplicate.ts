// RFC 5321 §5.1: one preference for each mail server.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'

export const mxDuplicate: Rule = {
  name: 'mx-duplicate',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 5321 §5.1',
  why: 'Senders try the same mail server with two preferences twice for nothing, before they try any other.',
  bad: ['@      MX  10 hosta', '@      MX  20 hosta', '@      TXT "v=spf1 mx -all"', 'hosta  A   192.0.2.10'],
  good: ['@      MX  10 hosta', '@      TXT "v=spf1 mx -all"', 'hosta  A   192.0.2.10'],
  says: {
    found: {
      message: '"{target}" is mail server of "{owner}" already, with another preference',
      fix: 'delete one of the two',
      related: 'the first one',
    },
  },
  check: { over: 'sets', types: [Type.MX], shapes: Shape.several, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const seen = new Map<string, number>()
  eachRecord(zone, set, (data, _length, line) => {
    // "." is no mail server: null-mx-and-others reports it.
    if (zone.heap[data + 2] === 0) return
    const target = nameText(zone.heap, data + 2).toLowerCase()
    const first = seen.get(target)
    if (first === undefined) seen.set(target, line)
    else
      reporter.report(line, 1, () => ({
        params: { owner: reporter.name(node), target },
        related: { line: first, part: 'entry' },
      }))
  })
}
