// What the transport tests share: a stub that answers, and a TCP client that can be as rude as a test needs.

import { connect, type Socket } from 'node:net'
import type { Test } from 'tap'
import { type ListenOptions, listen, type Transport } from '../../src/net/listen.ts'
import type { Respond } from '../../src/net/peer.ts'
import type { TcpLimits } from '../../src/net/tcp-limits.ts'
import { testLimits } from '../support/tcp-limits.ts'

/** A query: two octets of number, two of how long its answer is to be (0: no answer). */
export function query(number: number, answerLength = 12): Uint8Array {
  return Uint8Array.of(number >> 8, number, answerLength >> 8, answerLength)
}

/** Answers with the query's number, as long as the query wants it. */
export const stub: Respond = (message, from, to, _peer, out, at) => {
  if (to - from < 4) return 0
  const length = (message[from + 2]! << 8) | message[from + 3]!
  out.fill(0xaa, at, at + length)
  out.set(message.subarray(from, from + 2), at)
  return length
}

export function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(2 + message.length)
  framed[0] = message.length >> 8
  framed[1] = message.length
  framed.set(message, 2)
  return framed
}

/** Listens on a free port of 127.0.0.1 (or of the addresses given) until the test ends. */
export async function start(
  t: Test,
  limits: Partial<TcpLimits> = {},
  {
    respond = stub,
    addresses = ['127.0.0.1'],
    ...options
  }: { respond?: Respond; addresses?: string[] } & Omit<ListenOptions, 'tcp'> = {},
): Promise<Transport & { port: number }> {
  const transport = await listen(
    addresses.map((address) => ({ address, port: 0, view: -1 })),
    respond,
    { tcp: { ...testLimits, closeTimeout: 200, ...limits }, ...options },
  )
  t.teardown(() => transport.close())
  return { ...transport, port: transport.bound[0]!.port }
}

/** Collects the messages that come back. */
export class TcpClient {
  readonly socket: Socket
  readonly answers: Uint8Array[] = []
  /** Settles when the server has ended or reset the connection. */
  readonly closed: Promise<void>
  #rest = Buffer.alloc(0)
  #arrived: () => void = () => {}

  constructor(t: Test, port: number, options: { readonly address?: string; readonly from?: string } = {}) {
    const { address = '127.0.0.1', from } = options
    this.socket = connect({ host: address, port, localAddress: from, allowHalfOpen: true, noDelay: true })
    this.socket.on('data', (read) => this.#read(read as Buffer))
    this.closed = new Promise((resolve) => {
      this.socket.on('end', resolve)
      this.socket.on('close', resolve)
    })
    this.socket.on('error', () => {})
    this.closed.then(() => this.#arrived())
    t.teardown(() => this.socket.destroy())
  }

  connected(): Promise<void> {
    return new Promise((resolve) => this.socket.once('connect', resolve))
  }

  ask(...queries: Uint8Array[]): this {
    this.socket.write(Buffer.concat(queries.map(frame)))
    return this
  }

  /** Waits until there are `count` answers, or the connection is closed. */
  async receive(count: number): Promise<number[]> {
    let open = true
    // It may have closed before.
    this.closed.then(() => {
      open = false
      this.#arrived()
    })
    while (this.answers.length < count && open) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve
      })
    }
    return this.answers.map((answer) => (answer[0]! << 8) | answer[1]!)
  }

  #read(read: Buffer): void {
    let bytes = Buffer.concat([this.#rest, read])
    while (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) {
      const length = bytes.readUInt16BE(0)
      this.answers.push(bytes.subarray(2, 2 + length))
      bytes = bytes.subarray(2 + length)
    }
    this.#rest = bytes
    this.#arrived()
  }
}

/** Waits until what another part does in its own time has come true; a test that waits in vain fails by tap's time limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}
