// RFC 1034 §3.6.2: aliases that lead to each other lead nowhere.

import { copyName } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { NONE } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const cnameLoop: Rule = {
  name: 'cname-loop',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1034 §3.6.2',
  why: 'The aliases lead to each other in a circle: nobody ever gets an answer.',
  bad: ['a  CNAME  b', 'b  CNAME  a'],
  good: ['a  CNAME  b', 'b  A      192.0.2.10'],
  says: {
    found: {
      message: 'the alias "{owner}" leads back to itself',
      fix: 'write an A or AAAA record in place of one CNAME of the circle',
      related: 'the next alias',
    },
  },
  check: { over: 'sets', types: [Type.CNAME], view: true, run: followAlias },
}

function followAlias(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  let name: Uint8Array | undefined = copyName(zone.heap, zone.dataOf(set))
  const first = { line: 0, member: NONE }
  for (let steps = 0; steps < MOST_STEPS && name !== undefined; steps++) {
    if (names.find(name, 0) !== Where.alias) return
    if (first.line === 0) Object.assign(first, { line: names.zone!.line(names.set, 0), member: names.member })
    if (names.zone === zone && names.set === set) {
      const subject = reporter.subjectOf(first.member)
      reporter.report(zone.line(set, 0), 0, () => ({
        params: { owner: reporter.name(node) },
        related: subject && { line: first.line, part: 'entry', subject },
      }))
      return
    }
    name = names.follow(name)
  }
}

const MOST_STEPS = 16
