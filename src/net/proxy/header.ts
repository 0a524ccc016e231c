// The header by which a proxy tells for whom it speaks (PROXY protocol, version 2), read in place without allocating.
//
//   0                        12        13          14      16
//   | \r\n\r\n\0\r\nQUIT\n   | 2, cmd  | fam, how  | length | addresses | type, length, value …
//
// Addresses are source, destination, and a port of each. We take the source: which view an address of ours is tied to is a matter
// of the address that the proxy has asked, not of the one that it names.

import type { Peer } from '../peer.ts'
import { crc32c } from './crc32c.ts'

/** readProxyHeader() returns this in place of where the message begins, if the header is broken. */
export const HEADER_BROKEN = -1
/** The same, if the header is not whole: more of it may come. */
export const HEADER_CUT = -2

/** The longest header that we read, in octets: dnsdist and PowerDNS take as many. */
export const LONGEST_HEADER = 512

const SIGNATURE = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a)
const FIXED = 16
const VERSION_2 = 2
const Command = { local: 0, proxy: 1 } as const
const Family = { ipv4: 1, ipv6: 2 } as const
const How = { stream: 1, datagram: 2 } as const
const TLV_CRC32C = 3

/**
 * Reads the header at bytes[from, to) and writes the client into `peer`. Returns where the message behind it begins, or one of the two
 * above. A proxy that asks for itself (LOCAL) is the client.
 */
export function readProxyHeader(bytes: Uint8Array, from: number, to: number, peer: Peer): number {
  const there = Math.min(to - from, SIGNATURE.length)
  for (let i = 0; i < there; i++) if (bytes[from + i] !== SIGNATURE[i]) return HEADER_BROKEN
  if (to - from < FIXED) return HEADER_CUT
  const length = (bytes[from + 14]! << 8) | bytes[from + 15]!
  const command = bytes[from + 12]! & 0xf
  if (bytes[from + 12]! >>> 4 !== VERSION_2 || command > Command.proxy) return HEADER_BROKEN
  if (FIXED + length > LONGEST_HEADER) return HEADER_BROKEN
  const end = from + FIXED + length
  if (end > to) return HEADER_CUT
  if (command === Command.local) {
    // The protocol's §2.2: we pass over everything else in the header.
    peer.client.copyFrom(peer.sender)
    peer.proven = peer.stream
    return end
  }
  return readClient(bytes, from, end, peer) ? end : HEADER_BROKEN
}

function readClient(bytes: Uint8Array, from: number, end: number, peer: Peer): boolean {
  const family = bytes[from + 13]! >>> 4
  const how = bytes[from + 13]! & 0xf
  if (family !== Family.ipv4 && family !== Family.ipv6) return false
  if (how !== How.stream && how !== How.datagram) return false
  const octets = family === Family.ipv4 ? 4 : 16
  const behind = from + FIXED + 2 * octets + 4
  if (behind > end || !areWell(bytes, from, behind, end)) return false
  setClient(bytes, from + FIXED, octets, peer)
  // A client with a connection to the proxy can receive at its address; a sender of datagrams may have forged that.
  peer.proven = how === How.stream
  return true
}

function setClient(bytes: Uint8Array, at: number, octets: 4 | 16, { client }: Peer): void {
  // RFC 4291 §2.5.5.2: an IPv4 client that the proxy saw through an IPv6 socket is an IPv4 client.
  const skip = octets === 16 && isMapped(bytes, at) ? 12 : 0
  client.family = octets - skip === 4 ? 4 : 6
  for (let i = skip; i < octets; i++) client.octets[i - skip] = bytes[at + i]!
}

function isMapped(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 10; i++) if (bytes[at + i] !== 0) return false
  return bytes[at + 10] === 0xff && bytes[at + 11] === 0xff
}

/** Whether all values end where the header ends, and its checksum, if it has one, is right. */
function areWell(bytes: Uint8Array, from: number, behind: number, end: number): boolean {
  let sum = -1
  let at = behind
  while (at < end) {
    if (at + 3 > end) return false
    const length = (bytes[at + 1]! << 8) | bytes[at + 2]!
    if (at + 3 + length > end) return false
    if (bytes[at] === TLV_CRC32C) {
      if (length !== 4 || sum >= 0) return false
      sum = at + 3
    }
    at += 3 + length
  }
  if (sum < 0) return true
  const told = ((bytes[sum]! << 24) | (bytes[sum + 1]! << 16) | (bytes[sum + 2]! << 8) | bytes[sum + 3]!) >>> 0
  return told === crc32c(bytes, from, end, sum)
}
