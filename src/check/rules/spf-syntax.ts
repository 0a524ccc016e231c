// RFC 7208 §4.6: a policy that cannot be read counts as an error of the sender.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { spfFlaws } from '../mail/spf.ts'
import { spfRecords } from '../mail/spf-record.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const spfSyntax: Rule = {
  name: 'spf-syntax',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 7208 §4.6',
  why: 'A policy with a mistake in it is an error to receivers: they accept forged mail, or refuse all.',
  bad: ['@  TXT  "v=spf1 ipv4:192.0.2.0/24 -all"'],
  good: ['@  TXT  "v=spf1 ip4:192.0.2.0/24 -all"'],
  says: {
    found: {
      message: 'the SPF policy of "{owner}" has a mistake: {flaw}',
      fix: 'correct the policy; its parts are explained in RFC 7208 §5',
    },
  },
  check: { over: 'sets', types: [Type.TXT], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  for (const { text, line } of spfRecords(reporter.zone, set))
    for (const flaw of spfFlaws(text))
      reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), flaw } }))
}
