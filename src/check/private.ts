// Records that tell an address of private, shared, link-local or loopback space.

import { Type } from '../dns/types.ts'
import { rangeOf } from './ranges.ts'
import { tellAll } from './told.ts'

/** Of the valid rdata bytes[from, to). */
export function tellsPrivate(type: number, bytes: Uint8Array, from: number, to: number): boolean {
  if (type === Type.A) return isPrivateAt(bytes, from, 4)
  if (type === Type.AAAA) return isPrivateAt(bytes, from, 16)
  let found = false
  tellAll(type, bytes, from, to, {
    address: (octets) => {
      found ||= isPrivate(octets)
    },
  })
  return found
}

/** 4 or 16 octets. */
export function isPrivate(address: Uint8Array): boolean {
  return isPrivateAt(address, 0, address.length === 4 ? 4 : 16)
}

/** IPv4 in IPv6 form (RFC 4291 §2.5.5.2) is what the IPv4 address is. */
function isPrivateAt(bytes: Uint8Array, at: number, size: 4 | 16): boolean {
  if (size === 16 && isMapped(bytes, at)) return isPrivateAt(bytes, at + 12, 4)
  const kind = rangeOf(bytes, at, size)?.kind
  return kind === 'private' || kind === 'loopback'
}

function isMapped(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 12; i++) if (bytes[at + i] !== (i < 10 ? 0 : 0xff)) return false
  return true
}

export function isLoopback(address: Uint8Array): boolean {
  return rangeOf(address, 0, address.length === 4 ? 4 : 16)?.kind === 'loopback'
}
