// Writes addresses of lists as people read them in findings.

import { addressText } from '../dns/address.ts'

export function ip4TextOf(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.')
}

/** The text of an IPv6 address in four words. */
export function ip6TextOf(words: Uint32Array): string {
  const octets = new Uint8Array(16)
  const view = new DataView(octets.buffer)
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word)
  return addressText(octets)
}
