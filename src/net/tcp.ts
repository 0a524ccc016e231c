// Listens on one TCP address, accepts connections and hands them over.

import { type AddressInfo, createServer, isIPv6 } from 'node:net'
import { setEnds } from './address.ts'
import type { Listen } from './listener.ts'
import { Peer } from './peer.ts'
import { ProxiedStreams } from './proxy/streams.ts'

export const listenTcp: Listen = (address, { streams, proxied }) => {
  const { address: host, port } = address
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const peer = new Peer('tcp', bound)
    if (setEnds(peer, socket)) behindProxies.take(socket, peer, () => streams.admit(socket, peer))
  })
  const behindProxies = new ProxiedStreams(proxied)
  let bound = address
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, ipv6Only: isIPv6(host) }, () => {
      server.off('error', reject)
      // Accepting fails when descriptors run out; the next attempt may succeed.
      server.on('error', () => {})
      bound = { ...address, port: (server.address() as AddressInfo).port }
      resolve({
        endpoint: bound,
        close: async () => {
          server.close()
          behindProxies.close()
        },
      })
    })
  })
}
