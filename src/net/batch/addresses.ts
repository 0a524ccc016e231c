// Addresses as the kernel writes them beside a datagram, into our own.

import type { Address } from '../peer.ts'
import { CMSGHDR } from './libc.ts'

/** Of a sockaddr_in or sockaddr_in6 at (bytes, at). */
export function senderOf(bytes: Uint8Array, at: number, family: 4 | 6, sender: Address): void {
  const { octets } = sender
  sender.family = family
  if (family === 4) for (let i = 0; i < 4; i++) octets[i] = bytes[at + 4 + i]!
  else for (let i = 0; i < 16; i++) octets[i] = bytes[at + 8 + i]!
}

/** Of a sockaddr at (bytes, at): both kinds have it in one place. */
export function portOf(bytes: Uint8Array, at: number): number {
  return bytes[at + 2]! * 0x100 + bytes[at + 3]!
}

/** Of a control message at (bytes, at): ipi_addr of an in_pktinfo, ipi6_addr of an in6_pktinfo. */
export function localOf(bytes: Uint8Array, at: number, family: 4 | 6, local: Address): void {
  const { octets } = local
  const info = at + CMSGHDR
  local.family = family
  if (family === 4) for (let i = 0; i < 4; i++) octets[i] = bytes[info + 8 + i]!
  else for (let i = 0; i < 16; i++) octets[i] = bytes[info + i]!
}
