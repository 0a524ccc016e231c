// Turns the text of an address into octets, without making strings or arrays on the way: node:dgram gives the source of every datagram
// as text.

import type { Socket } from 'node:net'
import type { Address, Peer } from './peer.ts'

/** Writes both ends of a stream into its peer. False where the client has gone already. */
export function setEnds(peer: Peer, socket: Socket): boolean {
  const { remoteAddress, localAddress } = socket
  if (remoteAddress === undefined || localAddress === undefined) {
    socket.destroy()
    return false
  }
  setAddress(peer.sender, remoteAddress)
  setAddress(peer.local, localAddress)
  return true
}

/**
 * Writes the numeric address into `into`, without its scope (`%eth0`). The text must come from the system: we do not
 * check it.
 */
export function setAddress(into: Address, text: string): void {
  if (text.includes(':')) setIPv6(into, text)
  else setIPv4(into, text, 0)
}

function setIPv4(into: Address, text: string, start: number): void {
  let octet = 0
  let at = 0
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === PERCENT) break
    if (c === DOT) {
      into.octets[at++] = octet
      octet = 0
    } else octet = octet * 10 + c - DIGIT_0
  }
  into.octets[at] = octet
  into.family = 4
}

/** RFC 4291 §2.2: eight groups, of which `::` stands for as many zero ones as are missing. */
function setIPv6(into: Address, text: string): void {
  const out = into.octets
  let at = 0
  let group = 0
  let groupStart = 0
  let gap = -1
  let i = 0
  for (; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === PERCENT) break
    if (c === DOT) {
      setDottedTail(into, text, groupStart, gap === 0 && at === 2 && out[0] === 0xff && out[1] === 0xff)
      return
    }
    if (c !== COLON) {
      group = group * 16 + hexDigit(c)
      continue
    }
    if (i > groupStart) {
      out[at++] = group >> 8
      out[at++] = group
    } else gap = at
    group = 0
    groupStart = i + 1
  }
  if (i > groupStart) {
    out[at++] = group >> 8
    out[at++] = group
  }
  if (gap >= 0) {
    out.copyWithin(16 - (at - gap), gap, at)
    out.fill(0, gap, 16 - (at - gap))
  }
  into.family = 6
}

/**
 * RFC 4291 §2.5.5.2: ::ffff:192.0.2.1 is an IPv4 client and counts as one. The system also writes ::192.0.2.1 so (§2.5.5.1), which is
 * an IPv6 client like any other.
 */
function setDottedTail(into: Address, text: string, start: number, isMapped: boolean): void {
  setIPv4(into, text, start)
  if (isMapped) return
  into.octets.copyWithin(12, 0, 4)
  into.octets.fill(0, 0, 12)
  into.family = 6
}

function hexDigit(c: number): number {
  return c <= 0x39 ? c - DIGIT_0 : (c | 0x20) - 0x61 + 10
}

const DOT = 0x2e
const COLON = 0x3a
const PERCENT = 0x25
const DIGIT_0 = 0x30
