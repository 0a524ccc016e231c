// Whether this machine has a route to an address: many machines have no IPv6, and some have nothing else.

import { createSocket } from 'node:dgram'
import { isIP } from 'node:net'

/** Sends nothing: the system says whether it has a route. */
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
