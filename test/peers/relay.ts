// What stands between a client and a server, passes on what both say over TCP and UDP, and can hold a stream of the server's at an octet.

import { createSocket, type Socket as Datagrams } from 'node:dgram'
import { connect, createServer, type Socket } from 'node:net'
import type { Test } from 'tap'

export class Relay {
  readonly port: number
  readonly #open = new Set<Socket>()
  #hold: { readonly at: number; readonly isHeld: () => void } | undefined
  /** Passes on what is held. */
  readonly #held: (() => void)[] = []

  private constructor(port: number) {
    this.port = port
  }

  /** `from`: the address that the server sees. */
  static async start(t: Test, port: number, to: number, from: string): Promise<Relay> {
    const relay = new Relay(port)
    const server = createServer((client) => relay.#pass(client, to, from))
    const datagrams = createSocket('udp4')
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    await new Promise<void>((resolve) => datagrams.bind(port, '127.0.0.1', resolve))
    const others = passDatagrams(datagrams, to, from)
    t.teardown(() => {
      for (const one of [datagrams, ...others]) one.close()
      relay.cut()
      server.close()
    })
    return relay
  }

  /** Resolves when a stream of the server's has come to its octet `at`: no more of it is passed on. */
  held(at: number): Promise<void> {
    return new Promise((resolve) => {
      this.#hold = { at, isHeld: resolve }
    })
  }

  /** What is held goes on, and what is begun afterwards is passed on whole. */
  release(): void {
    this.#hold = undefined
    for (const goOn of this.#held.splice(0)) goOn()
  }

  /** What is open ends for both; what is begun afterwards is passed on whole. */
  cut(): void {
    this.#hold = undefined
    for (const socket of this.#open) socket.destroy()
  }

  #pass(client: Socket, to: number, from: string): void {
    const server = connect({ port: to, host: '127.0.0.1', localAddress: from })
    let octets = 0
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#open.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        this.#open.delete(one)
        other.destroy()
      })
    }
    client.on('data', (read) => server.write(read))
    server.on('data', (read: Buffer) => {
      const hold = this.#hold
      octets += read.length
      if (hold === undefined || octets <= hold.at) {
        client.write(read)
        return
      }
      server.pause()
      const passed = Math.max(read.length - (octets - hold.at), 0)
      this.#held.push(() => {
        client.write(read.subarray(passed))
        server.resume()
      })
      client.write(read.subarray(0, passed), () => hold.isHeld())
    })
  }
}

/** One more socket for each client. */
function passDatagrams(client: Datagrams, to: number, from: string): Datagrams[] {
  const byPort = new Map<number, Datagrams>()
  const all: Datagrams[] = []
  client.on('message', (message, { port }) => {
    const known = byPort.get(port)
    const server = known ?? createSocket('udp4')
    if (known === undefined) {
      byPort.set(port, server)
      all.push(server)
      server.on('error', () => {})
      server.on('message', (answer) => client.send(answer, port, '127.0.0.1'))
      server.bind(0, from, () => server.send(message, to, '127.0.0.1'))
    } else server.send(message, to, '127.0.0.1')
  })
  return all
}
