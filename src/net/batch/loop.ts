// The loop of a UDP worker: receives a batch, answers it in place, sends a batch. Between two batches, and every 100 ms when idle, it looks
// whether to stop or to change over to another generation.

import { setAddress } from '../address.ts'
import { HANDED, Peer, type Respond } from '../peer.ts'
import { behindHeader } from '../proxy/datagram.ts'
import type { ProxyCounts } from '../proxy/proxies.ts'
import { localOf, senderOf } from './addresses.ts'
import { BATCH, Batch } from './batch.ts'
import { Errno, type Libc, Mmsghdr, MSG_DONTWAIT, MSG_TRUNC, MSG_WAITFORONE, POLLFD, POLLIN } from './libc.ts'
import { Outgoing } from './outgoing.ts'
import { Pause } from './pause.ts'
import { type BatchSocket, IDLE_MS } from './socket.ts'

export type LoopCounts = { received: number; sent: number; failed: number }

export type Loop = {
  readonly sockets: readonly BatchSocket[]
  readonly respond: Respond
  /** The loop asks it between two batches; false ends the loop. */
  readonly goOn: () => boolean
  /** The loop calls it when queries have come, before it answers the first: so their answers show what was published before them. */
  readonly arrived?: () => void
  readonly counts: LoopCounts
  readonly proxied: ProxyCounts
  /** Takes datagram `i` of the batch, from the socket of that number, for the desk. */
  readonly handOver?: (socket: number, batch: Batch, i: number) => void
  /** Hears of some batches how long their answers took, from received to sent. */
  readonly took?: (seconds: number, answers: number) => void
}

/** We time one batch in this many: a look at the clock costs a good part of what an answer does. A power of two. */
const TIMED = 16

/** Blocks the thread until goOn() is false. */
export function serveBatches(libc: Libc, loop: Loop): void {
  const rooms = new Map<boolean, Outgoing>()
  const servers = loop.sockets.map((socket, number) => {
    const room = rooms.get(socket.wildcard) ?? new Outgoing(libc, new Batch(libc, socket.wildcard))
    rooms.set(socket.wildcard, room)
    return new SocketServer(libc, room, socket, number, loop)
  })
  const pause = new Pause(libc)
  if (servers.length === 1) while (loop.goOn()) pause.after(servers[0]!.serve(MSG_WAITFORONE))
  else servePolled(libc, servers, loop, pause)
  // We answer what came before the end, but do not wait for the end of a flood.
  for (const server of servers) for (let left = LAST_BATCHES; left > 0 && server.serve(MSG_DONTWAIT) > 0; left--);
}

/** The most batches at the end: more than the system keeps for a socket. */
const LAST_BATCHES = 256

/** Serves several sockets: one batch of each that poll() finds readable. */
function servePolled(libc: Libc, servers: readonly SocketServer[], loop: Loop, pause: Pause): void {
  const fds = new ArrayBuffer(servers.length * POLLFD)
  const words = new Int32Array(fds)
  servers.forEach(({ socket }, i) => {
    words[i * 2] = socket.fd
    words[i * 2 + 1] = POLLIN
  })
  const address = libc.addressOf(fds)
  while (loop.goOn()) {
    if (libc.poll(address, servers.length, IDLE_MS) <= 0) continue
    let most = 0
    for (let i = 0; i < servers.length; i++)
      if (words[i * 2 + 1]! >>> 16) most = Math.max(most, servers[i]!.serve(MSG_DONTWAIT))
    pause.after(most)
  }
}

class SocketServer {
  readonly socket: BatchSocket
  readonly #libc: Libc
  readonly #batch: Batch
  readonly #outgoing: Outgoing
  readonly #respond: Respond
  readonly #arrived: () => void
  readonly #counts: LoopCounts
  readonly #proxied: ProxyCounts
  readonly #took: Loop['took']
  readonly #number: number
  readonly #handOver: Loop['handOver']
  #batches = 0
  #joins: boolean
  readonly #peer: Peer

  constructor(libc: Libc, outgoing: Outgoing, socket: BatchSocket, number: number, loop: Loop) {
    this.#number = number
    this.#handOver = loop.handOver
    this.socket = socket
    this.#libc = libc
    this.#batch = outgoing.batch
    this.#outgoing = outgoing
    this.#respond = loop.respond
    this.#arrived = loop.arrived ?? NOTHING
    this.#counts = loop.counts
    this.#proxied = loop.proxied
    this.#took = loop.took
    this.#joins = socket.joins
    this.#peer = new Peer('udp', socket.listener)
    setAddress(this.#peer.local, socket.listener.address)
  }

  /** Serves one batch, and returns its size: 0 where nothing came in time. */
  serve(flags: number): number {
    const received = this.#libc.recvmmsg(this.socket.fd, this.#batch.headers, BATCH, flags, 0)
    if (received <= 0) return 0
    this.#arrived()
    const timed = this.#took !== undefined && (this.#batches++ & (TIMED - 1)) === 0
    const begun = timed ? performance.now() : 0
    this.#counts.received += received
    const outgoing = this.#outgoing
    outgoing.clear()
    for (let i = 0; i < received; i++) {
      const length = this.#answer(i)
      if (length > 0) outgoing.add(i, length)
    }
    if (outgoing.answers > 0) this.#send()
    if (timed) this.#took!((performance.now() - begun) / 1000, outgoing.answers)
    for (let i = 0; i < received; i++) this.#batch.reset(i)
    return received
  }

  #answer(i: number): number {
    const batch = this.#batch
    const { bytes } = batch
    const name = batch.nameAt(i)
    // Nobody can have sent from port 0, so nobody waits there for an answer. A query longer than the room is no query.
    if ((bytes[name + 2]! | bytes[name + 3]!) === 0 || batch.queryFlags(i) & MSG_TRUNC) return 0
    const peer = this.#peer
    const { family } = this.socket
    senderOf(bytes, name, family, peer.sender)
    if (batch.withControl) localOf(bytes, batch.controlAt(i), family, peer.local)
    const begin = batch.queryAt(i)
    const end = begin + batch.queryLength(i)
    const at = behindHeader(bytes, begin, end, peer, this.#proxied)
    if (at < 0) return 0
    const length = this.#respond(bytes, at, end, peer, bytes, batch.answerAt(i))
    if (length === HANDED) this.#handOver?.(this.#number, batch, i)
    return length
  }

  /** Sends the answers. It tries those again for a while that the system does not take at once, and passes over those that it refuses. */
  #send(): void {
    const outgoing = this.#outgoing
    if (this.#joins) outgoing.join()
    let headers = outgoing.layOut(0)
    for (let done = 0, tries = 0; done < headers; ) {
      const sent = this.#libc.sendmmsg(this.socket.fd, outgoing.headers + done * Mmsghdr.size, headers - done, 0)
      if (sent > 0) {
        this.#counts.sent += outgoing.answersIn(done, done + sent)
        done += sent
        continue
      }
      const errno = this.#libc.errno()
      const full = errno === Errno.EAGAIN || errno === Errno.ENOBUFS || errno === Errno.ENOMEM || errno === Errno.EINTR
      if (full && tries++ < SEND_TRIES) continue
      const parts = outgoing.answersIn(done, done + 1)
      if (parts > 1 && REFUSES_JOINED.includes(errno)) {
        // A device that cannot add checksums, or a path narrower than we join for: from now on each answer by itself.
        this.#joins = false
        headers = outgoing.part(done)
        done = 0
        continue
      }
      done++
      this.#counts.failed += parts
    }
  }
}

const NOTHING = () => {}
const SEND_TRIES = 8
const REFUSES_JOINED: readonly number[] = [Errno.EIO, Errno.EINVAL, Errno.EMSGSIZE]
