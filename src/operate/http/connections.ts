// Bounds the connections of HTTP: each takes a descriptor, which DNS over TCP and the control socket need too. A new one displaces the
// idlest, so that monitoring gets in however many lie idle; one whose request is under way goes last.

import type { Server } from 'node:http'
import type { Socket } from 'node:net'

const HTTP_CONNECTIONS = 256

export class HttpConnections {
  /** Connections of all listeners together. */
  readonly limit: number
  /** Connections closed to make room, since the start. */
  displaced = 0
  /** The connections, the one with the oldest last request first; and whether that request is still under way. */
  readonly #open = new Map<Socket, boolean>()
  /** By the TLS socket, in which requests come: the TCP socket below it. */
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
      // The room is free at once, not only when the system tells that the socket is closed.
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
