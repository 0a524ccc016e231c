// RFC 9989: a policy can no longer apply to a share of the mail.

import { historicDmarc } from '../dmarc-tags.ts'
import type { Rule } from '../rule.ts'

export const dmarcPct: Rule = {
  name: 'dmarc-pct',
  severity: 'warning',
  why: 'Receivers that follow the present standard pass over pct: the policy counts for all mail, and not for the share that it names.',
  bad: ['_dmarc  TXT  "v=DMARC1; p=reject; pct=25"'],
  good: ['_dmarc  TXT  "v=DMARC1; p=reject; t=y"'],
  says: {
    found: {
      message: 'the DMARC policy at "{owner}" has "{tag}", which means all mail today',
      fix: 'delete pct where the policy is meant for all mail; to try it out write t=y in its place',
    },
  },
  ...historicDmarc(true),
}
