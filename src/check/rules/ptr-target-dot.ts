// RFC 1035 §5.1: names in a reverse zone are completed with the reverse zone.

import { isWithin } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import { isReverseZone } from '../reverse.ts'
import { forwardZone, reverseHeading } from '../reverse-example.ts'
import type { Rule } from '../rule.ts'

export const ptrTargetDot: Rule = {
  name: 'ptr-target-dot',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 1912 §2.9',
  why: 'A name without a dot at its end is completed with the name of the reverse zone, which no host is in.',
  bad: [...reverseHeading, '10  PTR  hosta.example.com'],
  good: [...reverseHeading, '10  PTR  hosta.example.com.'],
  whole: true,
  among: forwardZone,
  says: {
    found: {
      message: '"{target}" lies in the reverse zone: its final dot was probably forgotten',
      fix: 'write {meant}',
    },
  },
  check: { over: 'sets', types: [Type.PTR], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (!isReverseZone(zone.apex)) return
  eachRecord(zone, set, (data, _length, line) => {
    if (!isWithin(zone.heap, data, zone.apex, 0)) return
    const target = nameText(zone.heap, data)
    const meant = target.slice(0, -nameText(zone.apex).length)
    reporter.report(line, 0, () => ({
      params: { owner: reporter.name(node), target, meant },
      instead: meant,
      safe: true,
    }))
  })
}
