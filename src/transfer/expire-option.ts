// The seconds that a peer says are left of a zone (RFC 7314), out of the OPT record of a message that is well-formed.

import { get16 } from '../dns/big-endian.ts'
import { Type } from '../dns/types.ts'
import { HEADER } from '../wire/header.ts'
import { endOfName } from '../wire/names.ts'
import { EXPIRE } from './request.ts'

export function expireOf(message: Uint8Array): number | undefined {
  let at = HEADER
  for (let i = get16(message, 4); i > 0; i--) at = endOfName(message, at, message.length, 0) + 4
  const before = get16(message, 6) + get16(message, 8)
  for (let i = before + get16(message, 10); i > 0; i--) {
    const p = endOfName(message, at, message.length, 0)
    if (p < 0 || p + 10 > message.length) return undefined
    at = p + 10 + get16(message, p + 8)
    if (get16(message, p) === Type.OPT) return optionIn(message, p + 10, Math.min(at, message.length))
  }
  return undefined
}

function optionIn(message: Uint8Array, from: number, to: number): number | undefined {
  for (let p = from; p + 4 <= to; p += 4 + get16(message, p + 2))
    if (get16(message, p) === EXPIRE && get16(message, p + 2) === 4 && p + 8 <= to)
      return get16(message, p + 4) * 0x10000 + get16(message, p + 6)
  return undefined
}
