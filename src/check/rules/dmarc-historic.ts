// RFC 9989: some tags of RFC 7489 mean nothing any more.

import { historicDmarc } from '../dmarc-tags.ts'
import type { Rule } from '../rule.ts'

export const dmarcHistoric: Rule = {
  name: 'dmarc-historic',
  severity: 'info',
  why: 'Receivers pass over the tags pct, rf and ri, which the present standard does not have: whoever reads the policy thinks that they count.',
  bad: ['_dmarc  TXT  "v=DMARC1; p=none; rf=afrf; ri=86400; rua=mailto:postmaster@example.com"'],
  good: ['_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:postmaster@example.com"'],
  says: {
    found: {
      message: 'the DMARC policy at "{owner}" has "{tag}", which is historic and means nothing any more',
      fix: 'delete {tag} from the policy',
    },
  },
  ...historicDmarc(false),
}
