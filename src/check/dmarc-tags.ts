// What the rules about single tags of DMARC policies have in common.

import { Type } from '../dns/types.ts'
import { eachRecord } from '../zone/records.ts'
import { historicTags, isDmarc } from './mail/dmarc.ts'
import { hasLabel } from './owners.ts'
import type { Rule } from './rule.ts'
import { recordText } from './texts.ts'

/** Finds historic tags: `ofShare`, a `pct` other than 100, which no longer works; else all others, which never did much. */
export function historicDmarc(ofShare: boolean): Pick<Rule, 'group' | 'rfc' | 'check'> {
  return {
    group: 'mail',
    rfc: 'RFC 9989 §4.7',
    check: {
      over: 'sets',
      types: [Type.TXT],
      run: (reporter, node, set) => {
        const { zone } = reporter
        if (!hasLabel(zone, node, '_dmarc')) return
        eachRecord(zone, set, (data, length, line) => {
          const text = recordText(zone, data, length)
          for (const { tag, value } of isDmarc(text) ? historicTags(text) : []) {
            const isShare = tag === 'pct' && Number(value) !== 100
            if (isShare !== ofShare) continue
            reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), tag: `${tag}=${value}` } }))
          }
        })
      },
    },
  }
}
