// Turns addresses that the kernel writes beside a datagram into our own.

import type { Address } from '../peer.ts'
import { CMSGHDR } from './libc.ts'

/** Writes the address of a sockaddr_in or sockaddr_in6 at (bytes, at) into `sender`. */
export function senderOf(bytes: Uint8Array, at: number, family: 4 | 6, sender: Address): void {
  const { octets } = sender
  sender.family = family
  if (family === 4) for (let i = 0; i < 4; i++) octets[i] = bytes[at + 4 + i]!
  else for (let i = 0; i < 16; i++) octets[i] = bytes[at + 8 + i]!
}

/** The port of a sockaddr at (bytes, at): both kinds have it in the same place. */
export function portOf(bytes: Uint8Array, at: number): number {
  return bytes[at + 2]! * 0x100 + bytes[at + 3]!
}

/** Writes the address of a control message at (bytes, at) into `local`: ipi_addr of an in_pktinfo, ipi6_addr of an in6_pktinfo. */
export function localOf(bytes: Uint8Array, at: number, family: 4 | 6, local: Address): void {
  const { octets } = local
  const info = at + CMSGHDR
  local.family = family
  if (family === 4) for (let i = 0; i < 4; i++) octets[i] = bytes[info + 8 + i]!
  else for (let i = 0; i < 16; i++) octets[i] = bytes[info + i]!
}
