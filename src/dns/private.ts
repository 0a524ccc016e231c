// Addresses of private, shared, link-local or loopback space.

import { rangeOf } from './special-ranges.ts'

/** `address` has 4 or 16 octets. */
export function isPrivate(address: Uint8Array): boolean {
  return isPrivateAt(address, 0, address.length === 4 ? 4 : 16)
}

/** An IPv4-mapped address (RFC 4291 §2.5.5.2) counts as its IPv4 address. */
export function isPrivateAt(bytes: Uint8Array, at: number, size: 4 | 16): boolean {
  const mapped = size === 16 && isMapped(bytes, at)
  const kind = (mapped ? rangeOf(bytes, at + 12, 4) : rangeOf(bytes, at, size))?.kind
  return kind === 'private' || kind === 'loopback'
}

function isMapped(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 12; i++) if (bytes[at + i] !== (i < 10 ? 0 : 0xff)) return false
  return true
}

export function isLoopback(address: Uint8Array): boolean {
  return rangeOf(address, 0, address.length === 4 ? 4 : 16)?.kind === 'loopback'
}
