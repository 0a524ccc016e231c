// The interface of every listener, whatever it speaks: one address that clients ask. A new transport is a file with a Listen in it, and a
// line in protocols.ts.

import type { DatagramDesk } from './datagram-desk.ts'
import type { Endpoint, ListenAddress } from './endpoint.ts'
import type { Respond } from './peer.ts'
import type { ProxyCounts } from './proxy/proxies.ts'
import type { TcpClients } from './tcp-clients.ts'
import type { Turns } from './turns.ts'

/** The parts of a server that all its listeners use. */
export type Service = {
  readonly respond: Respond
  /** Takes over connections, within the limits of all connections together. */
  readonly streams: TcpClients
  /** Answers datagrams for which `respond` gives HANDED. */
  readonly datagrams: DatagramDesk
  /** Gives out the turns at answering in the main thread. */
  readonly turns: Turns
  /** The counts of listeners behind proxies, in the main thread. */
  readonly proxied: ProxyCounts
}

export interface Listener {
  /** With the port that the system chose where 0 was asked for. */
  readonly endpoint: Endpoint
  /** The counts of its datagrams; streams of all listeners have common counts. */
  readonly counts?: Readonly<UdpCounts>
  /** Takes nothing new. It no longer owns open streams, and still answers datagrams that have come. */
  close(): Promise<void>
}

export type UdpCounts = {
  received: number
  /** Answers that the system took. */
  sent: number
  /** Answers that it did not take: no route, a filter, full buffers. */
  failed: number
}

/** Opens one unicast address; rejects with the system's error where it cannot be had. */
export type Listen = (address: ListenAddress, service: Service) => Promise<Listener>
