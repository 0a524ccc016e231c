// Words of a question as people write them, whichever command asks; what cannot be read is told with the word that is at fault.

import { addressFromText } from '../dns/address.ts'
import { nameFlawText, readName } from '../dns/name-text.ts'
import { typeCode } from '../dns/types.ts'

/** A sentence about one of the words. */
export type Misread = { readonly field: string; readonly reason: string }

/** `word`: what it is called, as `sender`. */
export function readAddressWord(text: string, field: string, word = 'address'): Uint8Array | Misread {
  const reason = `cannot read the ${word} "${text}": it is not an IPv4 or IPv6 address`
  return addressFromText(text) ?? { field, reason }
}

export function readNameWord(text: string): Uint8Array | Misread {
  const name = readName(text)
  return typeof name === 'string'
    ? { field: 'name', reason: `cannot read the name "${text}": ${nameFlawText(name)}` }
    : name
}

export function readTypeWord(text: string): number | Misread {
  return typeCode(text) ?? { field: 'type', reason: `cannot read the type "${text}": there is no such type` }
}

export function isMisread(read: Uint8Array | number | Misread): read is Misread {
  return typeof read === 'object' && 'reason' in read
}
