// Streams at a listener behind proxies: each begins with a header, and goes on to the listener when that has come. We wait only a short
// time for a header, and only for so many at a time.

import type { Socket } from 'node:net'
import type { Peer } from '../peer.ts'
import { HEADER_CUT, LONGEST_HEADER, readProxyHeader } from './header.ts'
import { isProxy, type ProxyCounts } from './proxies.ts'

/** Milliseconds from the connection to the end of its header: proxies send it at once. */
const PATIENCE = 5_000
/** Streams of one listener that have no header yet: one more cuts off the one that has waited longest. */
const MOST_WAITING = 1_000

export class ProxiedStreams {
  readonly #counts: ProxyCounts
  readonly #waiting = new Set<Socket>()
  readonly #patience: number

  constructor(counts: ProxyCounts, patience = PATIENCE) {
    this.#counts = counts
    this.#patience = patience
  }

  /** Calls `admit` once `peer` has the client; it puts what came behind the header back into the stream. */
  take(socket: Socket, peer: Peer, admit: () => void): void {
    const { proxies } = peer.listener
    if (proxies === undefined) {
      admit()
      return
    }
    if (!isProxy(proxies, peer.sender)) {
      this.#counts.strangers++
      socket.destroy()
      return
    }
    for (const oldest of this.#waiting) {
      if (this.#waiting.size < MOST_WAITING) break
      this.#waiting.delete(oldest)
      oldest.destroy()
    }
    this.#waiting.add(socket)
    this.#await(socket, peer, admit)
  }

  /** Cuts off the streams that have no header yet. */
  close(): void {
    for (const socket of this.#waiting) socket.destroy()
  }

  #await(socket: Socket, peer: Peer, admit: () => void): void {
    let came: Buffer = NOTHING
    const read = (octets: Buffer) => {
      came = came.length === 0 ? octets : Buffer.concat([came, octets])
      const at = readProxyHeader(came, 0, came.length, peer)
      if (at === HEADER_CUT && came.length < LONGEST_HEADER) return
      this.#stop(socket, timer, read)
      if (at < 0) {
        this.#counts.broken++
        socket.destroy()
        return
      }
      socket.pause()
      if (at < came.length) socket.unshift(came.subarray(at))
      admit()
      // TLS takes what waits by itself, and would miss what is read past it.
      if (socket.listenerCount('data') > 0) socket.resume()
    }
    const timer = setTimeout(() => {
      this.#counts.broken++
      socket.destroy()
    }, this.#patience)
    socket.on('data', read)
    socket.on('error', ignore)
    socket.on('end', () => {
      if (this.#waiting.has(socket)) socket.destroy()
    })
    socket.on('close', () => {
      clearTimeout(timer)
      this.#waiting.delete(socket)
    })
  }

  #stop(socket: Socket, timer: NodeJS.Timeout, read: (octets: Buffer) => void): void {
    clearTimeout(timer)
    socket.off('data', read)
    this.#waiting.delete(socket)
  }
}

const NOTHING = Buffer.alloc(0)
/** 'close' follows. */
function ignore(): void {}
