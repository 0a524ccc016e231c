// Reads a zone's SOA; undefined where it has none.

import { get32 } from '../dns/big-endian.ts'
import { copyName, nameLength } from '../dns/name.ts'
import type { Soa } from '../dns/soa.ts'
import { NONE, type Zone } from './zone.ts'

export function readSoa(zone: Zone): Soa | undefined {
  if (zone.soa === NONE) return undefined
  const { heap } = zone
  const primaryAt = zone.dataOf(zone.soa)
  const mailboxAt = primaryAt + nameLength(heap, primaryAt)
  const at = mailboxAt + nameLength(heap, mailboxAt)
  const [serial, refresh, retry, expire, minimum] = [0, 4, 8, 12, 16].map((offset) => get32(heap, at + offset))
  return {
    primary: copyName(heap, primaryAt),
    mailbox: copyName(heap, mailboxAt),
    serial: serial!,
    refresh: refresh!,
    retry: retry!,
    expire: expire!,
    minimum: minimum!,
  }
}
