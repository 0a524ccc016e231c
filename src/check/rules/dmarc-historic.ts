// RFC 9989: tags that RFC 7489 had and that mean nothing any more.

import { Type } from '../../dns/types.ts'
import { historicTags, isDmarc } from '../mail/dmarc.ts'
import { hasLabel } from '../owners.ts'
import { eachRecord } from '../records.ts'
import type { Rule } from '../rule.ts'
import { recordText } from '../texts.ts'

export const dmarcHistoric: Rule = {
  name: 'dmarc-historic',
  group: 'mail',
  severity: 'info',
  rfc: 'RFC 9989 §4.7',
  why: 'Receivers pass over the tags pct, rf and ri, which the present standard does not have: who reads the policy takes them for something.',
  bad: ['_dmarc  TXT  "v=DMARC1; p=none; rf=afrf; ri=86400; rua=mailto:postmaster@example.com"'],
  good: ['_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:postmaster@example.com"'],
  says: {
    found: {
      message: 'the DMARC policy at "{owner}" has "{tag}", which is historic and means nothing any more',
      fix: 'delete {tag} from the policy',
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
        for (const { tag, value } of isDmarc(text) ? historicTags(text) : []) {
          // A share of the mail is told by dmarc-pct.
          if (tag === 'pct' && Number(value) !== 100) continue
          reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), tag: `${tag}=${value}` } }))
        }
      })
    },
  },
}
