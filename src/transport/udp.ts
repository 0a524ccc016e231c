// What every UDP path offers, whether one datagram at a time or in batches.

import type { Endpoint } from './endpoint.ts'
import type { Respond } from './peer.ts'

export interface UdpListener {
  /** With the port that the system chose where 0 was asked for. */
  readonly endpoint: Endpoint
  readonly counts: Readonly<UdpCounts>
  close(): Promise<void>
}

export type UdpCounts = {
  received: number
  /** Answers that the system took. */
  sent: number
  /** Answers that it did not take: no route, a filter, full buffers. */
  failed: number
}

/** Opens one unicast address; rejects with the system's error where it cannot be had. `view` as in Peer. */
export type ListenUdp = (endpoint: Endpoint, view: number, respond: Respond) => Promise<UdpListener>
