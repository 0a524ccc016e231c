// Whether this machine gets to an address at all: many have no IPv6, and some nothing else.

import { createSocket } from 'node:dgram'
import { isIP } from 'node:net'

/** Nothing is sent: the system says whether it would know where to. */
export function isRouted(address: string): Promise<boolean> {
  const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4')
  return new Promise((resolve) => {
    const end = (isSo: boolean) => {
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.close()
      resolve(isSo)
    }
    socket.on('error', () => end(false))
    socket.connect(53, address, (error?: Error) => end(error === undefined || error === null))
  })
}
