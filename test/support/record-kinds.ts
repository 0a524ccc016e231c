// Which records are in a section, without their data: `example. SOA`, `example. RRSIG SOA 1` (type covered, labels).

import { nameText } from '../../src/dns/name-text.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import type { MessageRecord } from '../../src/wire/message.ts'

/** Sorted. */
export function recordKinds(records: readonly MessageRecord[]): string[] {
  return records
    .map(({ name, type, rdata }) => {
      const covered = type === Type.RRSIG ? ` ${typeName((rdata[0]! << 8) | rdata[1]!)} ${rdata[3]}` : ''
      return `${nameText(name)} ${typeName(type)}${covered}`
    })
    .sort()
}
