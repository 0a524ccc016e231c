// RFC 9989: the share of mail that a policy counted for is gone.

import { Type } from '../../dns/types.ts'
import { isDmarc } from '../mail/dmarc.ts'
import { readTags } from '../mail/tags.ts'
import { hasLabel } from '../owners.ts'
import { eachRecord } from '../records.ts'
import type { Rule } from '../rule.ts'
import { recordText } from '../texts.ts'

export const dmarcPct: Rule = {
  name: 'dmarc-pct',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 9989 §4.7',
  why: 'Receivers that follow the present standard pass over pct: the policy counts for all mail, and not for the share that it names.',
  bad: ['_dmarc  TXT  "v=DMARC1; p=reject; pct=25"'],
  good: ['_dmarc  TXT  "v=DMARC1; p=reject; t=y"'],
  says: {
    found: {
      message: 'the DMARC policy at "{owner}" has "{tag}", which means all mail today',
      fix: 'delete pct where the policy is meant for all mail; to try it out write t=y in its place',
    },
  },
  check: {
    over: 'sets',
    types: [Type.TXT],
    run: (reporter, node, set) => {
      const { zone } = reporter
      if (!hasLabel(zone, node, '_dmarc')) return
      eachRecord(zone, set, (data, length, line) => {
        const text = recordText(zone, data, length)
        const share = isDmarc(text) ? readTags(text).values.get('pct') : undefined
        if (share === undefined || Number(share) === 100) return
        reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), tag: `pct=${share}` } }))
      })
    },
  },
}
