// RFC 7208 §4.5: more than one policy is an error.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { spfRecords } from '../mail/spf-record.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const spfTwice: Rule = {
  name: 'spf-twice',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 7208 §4.5',
  why: 'With two policies receivers use neither.',
  bad: ['@  TXT  "v=spf1 ip4:192.0.2.0/24 -all"', '@  TXT  "v=spf1 include:example.net -all"'],
  good: ['@  TXT  "v=spf1 ip4:192.0.2.0/24 include:example.net -all"'],
  says: {
    found: {
      message: '"{owner}" has a second SPF policy: receivers use neither',
      fix: 'join the two into one',
      related: 'the first one',
    },
  },
  check: { over: 'sets', types: [Type.TXT], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const [first, ...others] = spfRecords(reporter.zone, set)
  for (const { line } of others)
    reporter.report(line, 0, () => ({
      params: { owner: reporter.name(node) },
      related: { line: first!.line, part: 'entry' },
    }))
}
