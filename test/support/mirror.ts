// A secondary as a test wants it: it says what the server says that it is a secondary of, or nothing, or what that said once.

import { createSocket, type Socket } from 'node:dgram'
import type { AddressInfo } from 'node:net'

export class Mirror {
  /** Of the server on 127.0.0.1 that it mirrors. */
  of = 0
  mode: 'follows' | 'silent' | 'stays' = 'follows'
  readonly #answers = new Map<string, Buffer>()
  readonly #socket: Socket
  #isClosed = false

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('message', (query, { port, address }) => {
      const key = query.subarray(12).toString('hex')
      const known = this.#answers.get(key)
      if (this.mode === 'silent') return
      if (this.mode === 'stays' && known !== undefined) {
        socket.send(Buffer.concat([query.subarray(0, 2), known.subarray(2)]), port, address)
        return
      }
      // Whoever is asked may have ended, and so may the test.
      const asking = createSocket('udp4').unref()
      asking.on('message', (answer) => {
        asking.close()
        this.#answers.set(key, answer)
        if (!this.#isClosed) socket.send(answer, port, address)
      })
      asking.send(query, this.of, '127.0.0.1')
    })
  }

  static async start(t: { readonly teardown: (done: () => unknown) => void }): Promise<Mirror> {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    const mirror = new Mirror(socket)
    t.teardown(() => mirror.#close())
    return mirror
  }

  get port(): number {
    return (this.#socket.address() as AddressInfo).port
  }

  #close(): void {
    this.#isClosed = true
    this.#socket.close()
  }
}
