// The addresses that an SPF policy names itself, with `ip4:` and `ip6:` (RFC 7208 §5.6).

import { addressFromText } from '../../dns/address.ts'
import { isSpf, spfTerms } from './spf.ts'

/** 4 or 16 octets each, of a network the first; none where the text is no policy. */
export function spfAddresses(text: string): Uint8Array[] {
  if (!isSpf(text)) return []
  return spfTerms(text).flatMap(({ name, value }) =>
    name === 'ip4' || name === 'ip6' ? (addressFromText(value.replace(/\/.*$/, '')) ?? []) : [],
  )
}
