// Records that tell an address of private, shared, link-local or loopback space.

import { rangeOf } from './ranges.ts'
import { addressesIn } from './told.ts'

export function tellsPrivate(type: number, rdata: Uint8Array): boolean {
  return addressesIn(type, rdata).some(isPrivate)
}

/** IPv4 in IPv6 form (RFC 4291 §2.5.5.2) is what the IPv4 address is. */
export function isPrivate(address: Uint8Array): boolean {
  const mapped = address.length === 16 && address.every((octet, i) => i > 11 || octet === (i < 10 ? 0 : 0xff))
  if (mapped) return isPrivate(address.subarray(12))
  const kind = rangeOf(address, 0, address.length === 4 ? 4 : 16)?.kind
  return kind === 'private' || kind === 'loopback'
}

export function isLoopback(address: Uint8Array): boolean {
  return rangeOf(address, 0, address.length === 4 ? 4 : 16)?.kind === 'loopback'
}
