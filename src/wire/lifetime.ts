// For how many seconds a cache may keep an answer, by the records in it.

import { get16, get32 } from '../dns/big-endian.ts'
import { Rcode } from '../dns/rcodes.ts'
import { Type } from '../dns/types.ts'
import { HEADER } from './header.ts'
import { endOfName } from './names.ts'

/**
 * The smallest TTL in the answer section of a message of ours, or its negative TTL (RFC 2308 §5, RFC 8484 §5.1). Undefined if nobody may
 * keep the message: it is an error, or nothing in it says for how long.
 */
export function lifetimeOf(message: Uint8Array): number | undefined {
  const rcode = message[3]! & 0xf
  if (rcode !== Rcode.NOERROR && rcode !== Rcode.NXDOMAIN) return undefined
  const answers = get16(message, 6)
  const authority = get16(message, 8)
  let at = HEADER
  for (let i = get16(message, 4); i > 0; i--) at = endOfName(message, at, message.length, 0) + 4
  let least: number | undefined
  for (let i = 0; i < answers + authority; i++) {
    at = endOfName(message, at, message.length, 0)
    const type = get16(message, at)
    const end = at + 10 + get16(message, at + 8)
    const lifetime = i < answers ? get32(message, at + 4) : denialOf(message, type, at, end)
    if (lifetime !== undefined && (least === undefined || lifetime < least)) least = lifetime
    at = end
  }
  return least
}

function denialOf(message: Uint8Array, type: number, at: number, end: number): number | undefined {
  return type === Type.SOA ? Math.min(get32(message, at + 4), get32(message, end - 4)) : undefined
}
