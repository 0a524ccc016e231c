// RFC 1034 §3.6.2: aliases should not lead to aliases.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const cnameChain: Rule = {
  name: 'cname-chain',
  group: 'structure',
  severity: 'info',
  rfc: 'RFC 1034 §3.6.2',
  why: 'Each step of a chain of aliases costs another question, and one more place where it can break.',
  bad: ['www    CNAME  web', 'web    CNAME  hosta', 'hosta  A      192.0.2.10'],
  good: ['www    CNAME  hosta', 'web    CNAME  hosta', 'hosta  A      192.0.2.10'],
  says: {
    found: {
      message: 'the alias "{owner}" leads to "{target}", which is an alias itself',
      fix: 'name the end of the chain, {canonical}',
      related: 'the next alias',
    },
  },
  check: { over: 'sets', types: [Type.CNAME], view: true, run: followAlias },
}

function followAlias(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  const data = zone.dataOf(set)
  if (names.find(zone.heap, data) !== Where.alias) return
  const line = names.zone!.line(names.set, 0)
  const subject = reporter.subjectOf(names.member)
  const end = names.canonical(zone.heap, data)
  if (end === undefined) return
  const canonical = nameText(end)
  reporter.report(zone.line(set, 0), 0, () => ({
    params: { owner: reporter.name(node), target: nameText(zone.heap, data), canonical },
    related: subject && { line, part: 'entry', subject },
    instead: canonical,
  }))
}
