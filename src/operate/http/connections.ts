// How many connections HTTP may hold, whoever opens them: each takes a descriptor, and DNS over TCP and control want theirs. A
// new one displaces the idlest, so that monitoring gets in however many lie idle; one whose request is under way is the last to go.

import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export const HTTP_CONNECTIONS = 256

export class HttpConnections {
  /** Of all listeners together. */
  readonly limit: number
  /** Closed to make room, since the start. */
  displaced = 0
  /** The idlest first, by the last request that came; and whether that has no whole answer yet. */
  readonly #open = new Map<Socket, boolean>()
  /** Of one over TLS, in which requests come: the one that was opened. */
  readonly #below = new WeakMap<Socket, Socket>()

  constructor(limit = HTTP_CONNECTIONS) {
    this.limit = limit
  }

  get open(): number {
    return this.#open.size
  }

  watch(server: Server): void {
    server.on('connection', (socket) => this.#add(socket))
    server.on('secureConnection', (secure: Socket) => this.#pair(secure))
    server.on('request', ({ socket }, response) => {
      this.#note(socket, true)
      response.once('close', () => this.#note(socket, false))
    })
  }

  #add(socket: Socket): void {
    if (this.#open.size >= this.limit) {
      const idlest = this.#idlest()
      this.displaced++
      // It makes room at once, not when the system has told that it is closed.
      this.#open.delete(idlest!)
      idlest!.destroy()
    }
    this.#open.set(socket, false)
    socket.on('close', () => this.#open.delete(socket))
  }

  #pair(secure: Socket): void {
    for (const socket of this.#open.keys()) if (isOver(secure, socket)) return void this.#below.set(secure, socket)
  }

  #note(of: Socket, works: boolean): void {
    const socket = this.#below.get(of) ?? of
    if (this.#open.delete(socket)) this.#open.set(socket, works)
  }

  #idlest(): Socket | undefined {
    for (const [socket, works] of this.#open) if (!works) return socket
    return this.#open.keys().next().value
  }
}

function isOver(secure: Socket, { remotePort, remoteAddress, localPort, localAddress }: Socket): boolean {
  return (
    remotePort !== undefined &&
    secure.remotePort === remotePort &&
    secure.remoteAddress === remoteAddress &&
    secure.localPort === localPort &&
    secure.localAddress === localAddress
  )
}
