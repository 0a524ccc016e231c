// Stands between a resolver and a server, and leads to another server from one moment to the next: so a laptop meets another view behind
// the same address.

import { createSocket, type Socket } from 'node:dgram'
import type { AddressInfo } from 'node:net'

export class Relay {
  /** Port on 127.0.0.1. */
  to = 0
  readonly #socket: Socket
  #isClosed = false

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('message', (query, { port, address }) => {
      // Whoever is asked may have ended, and so may the test.
      const asking = createSocket('udp4').unref()
      asking.on('message', (answer) => {
        asking.close()
        if (!this.#isClosed) socket.send(answer, port, address)
      })
      asking.send(query, this.to, '127.0.0.1')
    })
  }

  static async start(t: { readonly teardown: (done: () => unknown) => void }): Promise<Relay> {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    const relay = new Relay(socket)
    t.teardown(() => relay.#close())
    return relay
  }

  get port(): number {
    return (this.#socket.address() as AddressInfo).port
  }

  #close(): void {
    this.#isClosed = true
    this.#socket.close()
  }
}
