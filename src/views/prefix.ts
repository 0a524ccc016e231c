// Networks of addresses, and how they are written.

import { addressText } from '../dns/address.ts'

/** A network: its first `bits` bits count, all others are zero. An IPv4-mapped network counts as IPv4. */
export type Prefix = {
  readonly family: 4 | 6
  /** Network order, 4 or 16 octets. */
  readonly octets: Uint8Array
  readonly bits: number
}

/** Every address of one family. */
export const ALL_IPV4: Prefix = { family: 4, octets: new Uint8Array(4), bits: 0 }
export const ALL_IPV6: Prefix = { family: 6, octets: new Uint8Array(16), bits: 0 }

/**
 * A key that identifies the network. Prefixes sorted by their keys stand in the order of their addresses, each before those within
 * it.
 */
export function prefixKey({ family, octets, bits }: Prefix): string {
  return String.fromCharCode(family, ...octets, bits)
}

/** `10.0.0.0/8`, `2001:db8::/32` (RFC 5952 §4); a single host without its length. */
export function formatPrefix({ octets, bits }: Prefix): string {
  return bits === octets.length * 8 ? addressText(octets) : `${addressText(octets)}/${bits}`
}
