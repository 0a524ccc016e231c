// An EDNS option for private use (RFC 6891 §9) by which one Janus tells another, under their key, when records of a transfer end by
// themselves. In a request the option is empty. In each message of the answer it has four octets for each record of the answer section, in
// order: how many tenths of a second are left, or NO_END. It is no part of the zone: no digest, history or other server knows of it.

import { get16 } from '../dns/big-endian.ts'
import { Type } from '../dns/types.ts'
import { HEADER } from '../wire/header.ts'
import { endOfName } from '../wire/names.ts'

export const ENTRY_ENDS = 65_282
export const NO_END = 0xffff_ffff
/** In milliseconds: the unit that the option counts. */
export const TENTH = 100

export function asksForEnds(message: Uint8Array): boolean {
  return optionOf(message, ENTRY_ENDS) !== undefined
}

/** Where the option's data lies in a well-formed message. */
export function optionOf(
  message: Uint8Array,
  code: number,
): { readonly at: number; readonly length: number } | undefined {
  let at = HEADER
  for (let i = get16(message, 4); i > 0; i--) at = endOfName(message, at, message.length, 0) + 4
  for (let i = get16(message, 6) + get16(message, 8) + get16(message, 10); i > 0; i--) {
    const p = endOfName(message, at, message.length, 0)
    if (p < 0 || p + 10 > message.length) return undefined
    at = p + 10 + get16(message, p + 8)
    if (get16(message, p) === Type.OPT) return within(message, p + 10, Math.min(at, message.length), code)
  }
  return undefined
}

function within(message: Uint8Array, from: number, to: number, code: number) {
  for (let p = from; p + 4 <= to; p += 4 + get16(message, p + 2)) {
    const length = get16(message, p + 2)
    if (get16(message, p) === code && p + 4 + length <= to) return { at: p + 4, length }
  }
  return undefined
}
