// The common part of the two rules about the strength of DKIM keys (RFC 8301 §3.2).

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { isDkimKey } from '../owners.ts'
import type { Rule } from '../rule.ts'
import { recordText } from '../texts.ts'
import { readDkim } from './dkim.ts'

/** Finds keys of `from` bits or more, and of fewer than `below`. */
export function keysOfLength(from: number, below: number): Rule['check'] {
  return {
    over: 'sets',
    types: [Type.TXT],
    run: (reporter, node, set) => {
      const { zone } = reporter
      if (!isDkimKey(zone, node)) return
      eachRecord(zone, set, (data, length, line) => {
        const { bits } = readDkim(recordText(zone, data, length))
        if (bits !== undefined && bits >= from && bits < below)
          reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), bits } }))
      })
    },
  }
}
