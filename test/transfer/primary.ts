// A primary that does as a test tells it, over TCP or TLS on a free port: for each request what it sends back, message by message.

import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createSecureServer, type TlsOptions } from 'node:tls'
import { get16 } from '../../src/dns/big-endian.ts'
import { nameText } from '../../src/dns/name-text.ts'
import { typeName } from '../../src/dns/types.ts'
import { Frames } from '../../src/net/frames.ts'
import { readMessage } from '../../src/wire/message.ts'

export type Asked = {
  /** Of the zone, as text. */
  readonly name: string
  readonly type: string
  readonly id: number
  readonly edns: boolean
  readonly serial: number | undefined
  readonly connection: number
  /** Address of who asks. */
  readonly from: string | undefined
}

/** Messages with any ID, some of which are sent later; `close` closes the connection, `wait` says no more. */
export type Reply = readonly (Uint8Array | Promise<Uint8Array> | 'close' | 'wait')[]

export class Primary {
  readonly asked: Asked[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #connections = 0
  readonly reply: (asked: Asked) => Reply

  private constructor(reply: (asked: Asked) => Reply, tls: TlsOptions | undefined) {
    this.reply = reply
    const serve = (socket: Socket) => this.#serve(socket)
    this.#server = tls === undefined ? createServer(serve) : createSecureServer(tls, serve)
  }

  static async start(reply: (asked: Asked) => Reply, tls?: TlsOptions, port = 0): Promise<Primary> {
    const primary = new Primary(reply, tls)
    await new Promise<void>((resolve) => primary.#server.listen(port, '127.0.0.1', resolve))
    return primary
  }

  get port(): number {
    const at = this.#server.address()
    return typeof at === 'object' && at !== null ? at.port : 0
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    if (!this.#server.listening) return
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(socket: Socket): void {
    const connection = ++this.#connections
    const frames = new Frames()
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (read: Buffer) => {
      frames.push(read)
      while (frames.next() >= 0) this.#answer(socket, frames.bytes.slice(frames.from, frames.to), connection)
    })
  }

  #answer(socket: Socket, bytes: Uint8Array, connection: number): void {
    const message = readMessage(bytes)!
    const rdata = message.authority[0]?.rdata
    const serial = rdata && new DataView(rdata.buffer, rdata.byteOffset).getUint32(rdata.length - 20)
    const asked = {
      name: nameText(message.questions[0]!.name),
      type: typeName(message.questions[0]!.type),
      id: get16(bytes, 0),
      edns: message.opt !== undefined,
      serial,
      from: socket.remoteAddress,
      connection,
    }
    this.asked.push(asked)
    for (const part of this.reply(asked)) {
      if (part === 'wait') return
      if (part === 'close') {
        socket.end()
        return
      }
      if (part instanceof Promise) void part.then((message) => socket.write(framed(message, asked.id)))
      else socket.write(framed(part, asked.id))
    }
  }
}

export function framed(message: Uint8Array, id: number): Uint8Array {
  const out = Buffer.alloc(2 + message.length)
  out.writeUInt16BE(message.length)
  out.set(message, 2)
  out.writeUInt16BE(id, 2)
  return out
}
