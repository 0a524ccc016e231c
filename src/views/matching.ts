// Finds all prefixes that cover an address, for people who ask why. This is a plain scan; queries use prefix-table.ts.

import type { Prefix } from './prefix.ts'
import type { ViewPrefix } from './prefix-table.ts'

/**
 * The prefixes that cover the address, most specific first: the view of the first one answers. `address`: 4 or 16 octets; an IPv4-mapped
 * one counts as IPv4.
 */
export function matchingPrefixes<T extends ViewPrefix>(list: readonly T[], address: Uint8Array): T[] {
  const octets = withoutMapping(address)
  return list.filter(({ prefix }) => covers(prefix, octets)).sort((a, b) => b.prefix.bits - a.prefix.bits)
}

function withoutMapping(address: Uint8Array): Uint8Array {
  const mapped = address.length === 16 && address.every((octet, i) => i > 11 || octet === (i < 10 ? 0 : 0xff))
  return mapped ? address.subarray(12) : address
}

/** Whether the prefix holds the address: 4 or 16 octets; the caller has turned an IPv4-mapped one into IPv4. */
export function covers({ octets, bits }: Prefix, address: Uint8Array): boolean {
  if (octets.length !== address.length) return false
  const whole = bits >>> 3
  for (let i = 0; i < whole; i++) if (octets[i] !== address[i]) return false
  const rest = bits & 7
  return rest === 0 || (octets[whole]! ^ address[whole]!) >>> (8 - rest) === 0
}
