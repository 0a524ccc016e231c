// RFC 7208 §5.5: nobody should use ptr.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { evaluatedTerms } from '../mail/spf.ts'
import { spfRecords } from '../mail/spf-record.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const spfPtr: Rule = {
  name: 'spf-ptr',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 7208 §5.5',
  why: 'The mechanism ptr is slow and unreliable, a burden on the servers of reverse zones, and many receivers skip it.',
  bad: ['@  TXT  "v=spf1 ptr -all"'],
  good: ['@  TXT  "v=spf1 ip4:192.0.2.0/24 -all"'],
  says: {
    found: {
      message: 'the SPF policy of "{owner}" uses "{term}", which should not be used',
      fix: 'name the addresses with ip4 and ip6, or the hosts with a',
    },
  },
  check: { over: 'sets', types: [Type.TXT], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  for (const { text, line } of spfRecords(reporter.zone, set)) {
    const term = evaluatedTerms(text).find(({ name, qualifier }) => name === 'ptr' && qualifier !== '')
    if (term) reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), term: term.text } }))
  }
}
