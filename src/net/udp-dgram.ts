// UDP through node:dgram, one datagram at a time: runs on every system. Each address has its own socket, so that a response
// leaves from the address that the query came to.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { setAddress } from './address.ts'
import type { Endpoint, ListenAddress } from './endpoint.ts'
import type { Listen, Service, UdpCounts } from './listener.ts'
import { HANDED, Peer } from './peer.ts'
import { behindHeader } from './proxy/datagram.ts'

export const listenUdpDgram: Listen = async (address, service) => {
  const family6 = isIPv6(address.address)
  const socket = createSocket({
    type: family6 ? 'udp6' : 'udp4',
    ipv6Only: family6,
    recvBufferSize: RECEIVE_BUFFER,
    lookup: asItIs,
  })
  const counts: UdpCounts = { received: 0, sent: 0, failed: 0 }
  await bind(socket, address)
  const endpoint = { address: address.address, port: socket.address().port }
  answerFrom(socket, { ...address, ...endpoint }, service, counts)
  return {
    endpoint,
    counts,
    close: async () => {
      // We answer what came before the end, but do not wait for the end of a flood.
      for (let turns = LAST_TURNS, quiet = 0; turns > 0 && quiet < QUIET_TURNS; turns--) {
        const { received } = counts
        await setImmediate()
        quiet = received === counts.received ? quiet + 1 : 0
      }
      await new Promise<void>((resolve) => socket.close(resolve))
    },
  }
}

/** The most turns of the event loop at the end: in each the system gives some tens of datagrams. */
const LAST_TURNS = 256
/** Turns without a datagram that show that none is left: the first may end before Node asks the system. */
const QUIET_TURNS = 3

function answerFrom(
  socket: Socket,
  listener: ListenAddress,
  { respond, datagrams, proxied }: Service,
  counts: UdpCounts,
): void {
  const peer = new Peer('udp', listener)
  setAddress(peer.local, listener.address)
  let out = new Uint8Array(ANSWER_ROOM)
  const sent = (error: Error | null): void => {
    if (error) counts.failed++
    else counts.sent++
  }
  socket.on('message', (message: Uint8Array, source: RemoteInfo) => {
    counts.received++
    // Nobody can have sent from port 0, so nobody waits there for an answer.
    if (source.port === 0) return
    if (socket.getSendQueueCount() >= WAITING_ANSWERS) {
      counts.failed++
      return
    }
    setAddress(peer.sender, source.address)
    const from = behindHeader(message, 0, message.length, peer, proxied)
    if (from < 0) return
    const length = respond(message, from, message.length, peer, out, 0)
    if (length === 0) return
    if (length === HANDED) {
      const { port, address } = source
      peer.port = port
      datagrams.take(message.subarray(from), peer.copy(), (answer) => socket.send(answer, port, address, sent))
      return
    }
    socket.send(out, 0, length, source.port, source.address, sent)
    // An answer that the system could not take at once stays in the socket's hands, and the buffer with it.
    if (socket.getSendQueueCount() > 0) out = new Uint8Array(ANSWER_ROOM)
  })
}

function bind(socket: Socket, { address, port }: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ address, port }, () => {
      socket.off('error', reject)
      // An ICMP error for an answer sent earlier concerns its receiver, not us.
      socket.on('error', () => {})
      resolve()
    })
  })
}

/** The source of a datagram is an address already; without this, node:dgram would send in a later tick, out of a buffer reused by then. */
function asItIs(
  hostname: string,
  _options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  callback(null, hostname, isIPv6(hostname) ? 6 : 4)
}

/** The room that `Respond` asks for. */
const ANSWER_ROOM = 4096
/** We ask for so much that a burst of some thousand queries waits out a pause of ours. The system may give less. */
const RECEIVE_BUFFER = 1 << 20
/** The most answers that wait for room in the system's buffers; we drop more, and the client asks again. */
const WAITING_ANSWERS = 1000
