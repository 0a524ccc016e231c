// Many networks open port 25 for IPv4 only.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { isServed, leads } from '../targets.ts'

export const mxNoIpv4: Rule = {
  name: 'mx-no-ipv4',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 5321 §5.2',
  why: 'Mail servers without IPv6 cannot deliver to a host that has an IPv6 address only, and borders often filter IPv6 mail.',
  bad: ['@     MX    10 mail', 'mail  AAAA  2001:db8::25'],
  good: ['@     MX    10 mail', 'mail  AAAA  2001:db8::25', 'mail  A     192.0.2.25'],
  absence: 'by name',
  says: {
    found: {
      message: 'the mail server "{target}" of "{owner}" has an IPv6 address only',
      fix: 'give {target} an A record too',
      related: 'its AAAA record',
    },
  },
  check: { over: 'sets', types: [Type.MX], shapes: Shape.target, view: true, run: reportIpv6Only },
}

function reportIpv6Only(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  if (!isServed(zone, node, set)) return
  let data = zone.dataOf(set)
  for (let i = 0, size = zone.size(set); i < size; i++, data = zone.nextData(data, true)) {
    const at = data + 2
    if (zone.heap[at] === 0 || leads(reporter, data, at) !== Where.host || names.ipv4) continue
    if (reporter.mayBeUnread(zone.heap, at)) continue
    const { zone: holder, node: host } = names
    const subject = reporter.subjectOf(names.member)
    reporter.report(zone.line(set, i), 1, () => ({
      params: { owner: reporter.name(node), target: nameText(zone.heap, at) },
      related: subject && { line: holder!.line(holder!.rrset(host, Type.AAAA), 0), part: 'entry', subject },
    }))
  }
}
