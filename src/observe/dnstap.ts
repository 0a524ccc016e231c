// Sends answers to another program as dnstap messages: protocol buffers, over a Unix socket, in frame streams. If the program does not
// read, or not fast enough, it drops and counts messages; it connects again where the connection ends.

import { connect, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { everything, type TapChannel, type TapEntry } from './tap.ts'

export type DnstapOptions = { readonly socket: string; readonly identity: string | undefined; readonly version: string }

/** Milliseconds between two looks into the rings, and before the next attempt to connect. */
const INTERVAL = 100
const RETRY = 5000
/** Octets that may wait for the reader. */
const WAITING = 4 << 20

export class Dnstap {
  sent = 0
  dropped = 0
  readonly #channel: TapChannel
  readonly #path: string
  readonly #prefix: Uint8Array
  #socket: Socket | undefined
  #started = false
  readonly #timer: NodeJS.Timeout
  #retry: NodeJS.Timeout | undefined

  constructor(channel: TapChannel, { socket, identity = hostname(), version }: DnstapOptions) {
    this.#channel = channel
    this.#path = socket
    // Dnstap: identity = 1, version = 2.
    this.#prefix = Buffer.concat([octets(1, Buffer.from(identity)), octets(2, Buffer.from(`janus ${version}`))])
    this.#connect()
    this.#timer = setInterval(() => this.#drain(), INTERVAL).unref()
  }

  close(): void {
    clearInterval(this.#timer)
    clearTimeout(this.#retry)
    this.#channel.off()
    this.#drain()
    if (this.#started) this.#socket?.end(control(Control.stop))
    else this.#socket?.destroy()
  }

  /** The handshake of the bidirectional form: READY, their ACCEPT, START. */
  #connect(): void {
    const socket = connect(this.#path, () => socket.write(control(Control.ready, true)))
    this.#socket = socket.unref()
    let heard = Buffer.alloc(0)
    socket.on('data', (part: Buffer) => {
      heard = Buffer.concat([heard, part])
      if (this.#started || !isAccept(heard)) return
      socket.write(control(Control.start, true))
      this.#started = true
      this.#channel.on(everything)
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#started = false
      this.#channel.off()
      this.#retry = setTimeout(() => this.#connect(), RETRY).unref()
    })
  }

  #drain(): void {
    const frames: Buffer[] = []
    const room = this.#started && (this.#socket?.writableLength ?? 0) < WAITING
    this.#channel.drain((entry) => {
      if (!room) this.dropped++
      else {
        this.sent++
        const message = Buffer.concat([this.#prefix, octets(14, messageOf(entry)), number(15, 1)])
        frames.push(u32(message.length), message)
      }
    })
    if (frames.length > 0) this.#socket?.write(Buffer.concat(frames))
  }
}

// Message: type = 1, socket_family = 2, socket_protocol = 3, query_address = 4, response_time_sec = 12,
// response_time_nsec = 13 (fixed32), response_message = 14. An AUTH_RESPONSE is of type 2.
const AUTH_RESPONSE = 2

function messageOf({ family, stream, time, address, message }: TapEntry): Buffer {
  return Buffer.concat([
    number(1, AUTH_RESPONSE),
    number(2, family === 4 ? 1 : 2),
    number(3, stream ? 2 : 1),
    octets(4, address),
    number(12, Math.floor(time / 1000)),
    fixed32(13, Math.round((time % 1000) * 1e6)),
    octets(14, message),
  ])
}

/** Protocol buffers: a field is its number and wire type, then the value. */
function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)])
}

function octets(field: number, value: Uint8Array): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(value.length), value])
}

function fixed32(field: number, value: number): Buffer {
  const out = Buffer.alloc(4)
  out.writeUInt32LE(value)
  return Buffer.concat([varint((field << 3) | 5), out])
}

function varint(value: number): Buffer {
  const out: number[] = []
  let rest = value
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) out.push((rest % 128) | 0x80)
  return Buffer.from([...out, rest])
}

/** Frame streams: a control frame begins with a length of zero, then its own length. */
const Control = { accept: 1, start: 2, stop: 3, ready: 4 } as const
const CONTENT_TYPE = Buffer.from('protobuf:dnstap.Dnstap')

function control(type: number, withContentType = false): Buffer {
  const fields = withContentType ? Buffer.concat([u32(1), u32(CONTENT_TYPE.length), CONTENT_TYPE]) : Buffer.alloc(0)
  return Buffer.concat([u32(0), u32(4 + fields.length), u32(type), fields])
}

function isAccept(heard: Buffer): boolean {
  return heard.length >= 12 && heard.readUInt32BE(0) === 0 && heard.readUInt32BE(8) === Control.accept
}

function u32(value: number): Buffer {
  const out = Buffer.alloc(4)
  out.writeUInt32BE(value)
  return out
}
