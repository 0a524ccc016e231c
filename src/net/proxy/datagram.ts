// Takes a datagram at a listener behind proxies: it drops one that is not from a proxy or has no header.

import type { Peer } from '../peer.ts'
import { readProxyHeader } from './header.ts'
import { isProxy, type ProxyCounts } from './proxies.ts'

/** The place at which the message in bytes[from, to) begins, or -1. Allocates nothing. */
export function behindHeader(bytes: Uint8Array, from: number, to: number, peer: Peer, counts: ProxyCounts): number {
  const { proxies } = peer.listener
  if (proxies === undefined) return from
  if (!isProxy(proxies, peer.sender)) {
    counts.strangers++
    return -1
  }
  const at = readProxyHeader(bytes, from, to, peer)
  if (at >= 0) return at
  counts.broken++
  return -1
}
