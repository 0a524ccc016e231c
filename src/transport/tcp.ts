// One listening TCP address: accepts and hands over.

import { type AddressInfo, createServer, isIPv6 } from 'node:net'
import type { Endpoint } from './endpoint.ts'
import type { TcpClients } from './tcp-clients.ts'

export interface TcpListener {
  /** With the port that the system chose where 0 was asked for. */
  readonly endpoint: Endpoint
  /** Accepts nobody any more. Connections already open belong to their TcpClients. */
  close(): void
}

/** Rejects with the system's error where the address cannot be had. */
export function listenTcp(endpoint: Endpoint, view: number, clients: TcpClients): Promise<TcpListener> {
  const { address: host, port } = endpoint
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => clients.admit(socket, view))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, ipv6Only: isIPv6(host) }, () => {
      server.off('error', reject)
      // Accepting fails when descriptors run out; the next attempt may succeed.
      server.on('error', () => {})
      const bound = server.address() as AddressInfo
      resolve({ endpoint: { address: host, port: bound.port }, close: () => server.close() })
    })
  })
}
