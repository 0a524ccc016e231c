// RFC 7208 §5.2: the included name has a policy of its own.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { evaluatedTerms } from '../mail/spf.ts'
import { includedPolicy } from '../mail/spf-lookups.ts'
import { spfRecords } from '../mail/spf-record.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const spfIncludeMissing: Rule = {
  name: 'spf-include-missing',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 7208 §5.2',
  why: 'The policy includes a policy that does not exist: receivers treat the whole as broken.',
  bad: ['@  TXT  "v=spf1 include:_spf.example.com -all"'],
  good: ['@     TXT  "v=spf1 include:_spf.example.com -all"', '_spf  TXT  "v=spf1 ip4:192.0.2.0/24 -all"'],
  absence: true,
  says: {
    found: {
      message: 'the SPF policy of "{owner}" has "{term}", but that name has no policy',
      fix: 'add the policy: {name} IN TXT "v=spf1 …", or delete the term',
    },
  },
  check: { over: 'sets', types: [Type.TXT], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  for (const { text, line } of spfRecords(reporter.zone, set))
    for (const term of evaluatedTerms(text)) {
      if (term.name !== 'include' && term.name !== 'redirect') continue
      if (includedPolicy(reporter.names, term) !== 'missing') continue
      reporter.report(line, 0, () => ({
        params: { owner: reporter.name(node), term: term.text, name: `${term.value.replace(/\.$/, '')}.` },
      }))
    }
}
