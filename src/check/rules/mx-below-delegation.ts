// An MX answer carries the addresses of its targets.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { isServed, knowsAddress, leads } from '../targets.ts'

export const mxBelowDelegation: Rule = {
  name: 'mx-below-delegation',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 1034 §4.3.2',
  why: 'The mail server lies in a delegated zone whose addresses this server does not have: every delivery needs more questions, to other servers.',
  bad: ['@     MX  10 mail.dept', '@     TXT "v=spf1 mx -all"', 'dept  NS  ns', 'dept  NS  ns.example.net.'],
  good: [
    '@     MX  10 mail',
    '@     TXT "v=spf1 mx -all"',
    'mail  A   192.0.2.25',
    'dept  NS  ns',
    'dept  NS  ns.example.net.',
  ],
  says: {
    found: {
      message:
        'the mail server "{target}" of "{owner}" lies in the delegated zone {cut}: this server does not know its address',
      fix: 'name a host of {zone}, or serve {cut} here too',
      related: 'the delegation',
    },
  },
  check: { over: 'sets', types: [Type.MX], shapes: Shape.target, view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  if (!isServed(zone, node, set)) return
  eachRecord(zone, set, (data, _length, line) => {
    const at = data + 2
    if (leads(reporter, data, at) !== Where.unknown || names.zone === undefined) return
    const { zone: holder, node: cut, member } = names
    // Glue for the name goes into the additional section.
    if (knowsAddress(zone, data, at)) return
    const ns = holder.rrset(cut, Type.NS)
    const subject = reporter.subjectOf(member)
    reporter.report(line, 1, () => ({
      params: {
        owner: reporter.name(node),
        target: nameText(zone.heap, at),
        cut: nameText(holder.name(cut)),
        zone: nameText(holder.apex),
      },
      related: subject && { line: holder.line(ns, 0), part: 'entry', subject },
    }))
  })
}
