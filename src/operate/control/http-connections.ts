// How many connections HTTP may hold, whoever opens them: each takes a descriptor, and DNS over TCP and control want theirs. A
// new one displaces the idlest, so that monitoring gets in however many lie idle.

import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export const HTTP_CONNECTIONS = 256

export class HttpConnections {
  /** Of all listeners together. */
  readonly limit: number
  /** Closed to make room, since the start. */
  displaced = 0
  /** The idlest first: by the last request that came. */
  readonly #open = new Set<Socket>()

  constructor(limit = HTTP_CONNECTIONS) {
    this.limit = limit
  }

  get open(): number {
    return this.#open.size
  }

  watch(server: Server): void {
    server.on('connection', (socket) => this.#add(socket))
    server.on('request', ({ socket }) => {
      if (!this.#open.delete(socket)) return
      this.#open.add(socket)
    })
  }

  #add(socket: Socket): void {
    if (this.#open.size >= this.limit) {
      const [idlest] = this.#open
      this.displaced++
      // It makes room at once, not when the system has told that it is closed.
      this.#open.delete(idlest!)
      idlest!.destroy()
    }
    this.#open.add(socket)
    socket.on('close', () => this.#open.delete(socket))
  }
}
