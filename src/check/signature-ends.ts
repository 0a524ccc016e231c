// The common part of the two rules about the end of signatures (RFC 4034 §3.1.5).

import { Type, typeName } from '../dns/types.ts'
import { eachRecord } from '../zone/records.ts'
import type { Rule } from './rule.ts'
import { readSignature, timeNear, timeText } from './signatures.ts'

/** Finds signatures that end `from` seconds from now or later, and sooner than `before`. */
export function signaturesThatEnd(from: number, before: number): Rule['check'] {
  return {
    over: 'sets',
    types: [Type.RRSIG],
    run: (reporter, node, set) => {
      const { zone, now } = reporter
      eachRecord(zone, set, (data, length, line) => {
        const signature = readSignature(zone, data, length)
        const end = timeNear(now, signature.expiration)
        if (end - now < from || end - now >= before) return
        reporter.report(line, 4, () => ({
          params: { owner: reporter.name(node), type: typeName(signature.covered), time: timeText(end) },
        }))
      })
    },
  }
}
