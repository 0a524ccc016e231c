// Reads from the OPT record of a well-formed message for how many seconds a peer says the zone is still good (RFC 7314).

import { get16 } from '../dns/big-endian.ts'
import { optionOf } from './entry-ends-option.ts'
import { EXPIRE } from './request.ts'

export function expireOf(message: Uint8Array): number | undefined {
  const option = optionOf(message, EXPIRE)
  if (option?.length !== 4) return undefined
  return get16(message, option.at) * 0x10000 + get16(message, option.at + 2)
}
