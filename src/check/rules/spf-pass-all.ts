// RFC 7208 §5.1: +all lets the whole world pass.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { evaluatedTerms } from '../mail/spf.ts'
import { spfRecords } from '../mail/spf-record.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const spfPassAll: Rule = {
  name: 'spf-pass-all',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 7208 §5.1',
  why: 'The policy says that every host in the world may send mail in the name of this domain.',
  bad: ['@  TXT  "v=spf1 +all"'],
  good: ['@  TXT  "v=spf1 -all"'],
  says: {
    found: {
      message: 'the SPF policy of "{owner}" lets everybody send mail in its name: "{term}"',
      fix: 'write -all, or ~all while you find out who sends mail',
    },
  },
  check: { over: 'sets', types: [Type.TXT], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  for (const { text, line } of spfRecords(reporter.zone, set)) {
    const term = evaluatedTerms(text).find(
      ({ name, qualifier, value }) =>
        qualifier === '+' && (name === 'all' || (/^ip[46]$/.test(name) && /^(0\.0\.0\.0|::)\/0$/.test(value))),
    )
    if (term) reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), term: term.text } }))
  }
}
