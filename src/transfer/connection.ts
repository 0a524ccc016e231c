// One TCP connection to a primary, for all zones that come from there: requests go out one behind the other, and answers are told
// apart by their IDs (RFC 9103 §6.2).

import { randomInt } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { Frames } from '../net/frames.ts'
import type { PeerAddress } from '../text/config/peers.ts'

export type Exchange = {
  /** The message with this ID. */
  readonly request: (id: number) => Uint8Array
  /** What is behind the connection said something. `progress`: it is nearer to its end than before. */
  readonly take: (message: Uint8Array) => 'done' | 'progress' | 'idle'
  /** Nothing more comes. */
  readonly lost: (why: Lost) => void
}

export type Lost =
  | { readonly kind: 'connect'; readonly reason: string }
  /** `fresh`: it was opened for this request, or something had come for it. */
  | { readonly kind: 'closed'; readonly fresh: boolean }
  | { readonly kind: 'no-progress'; readonly seconds: number }

export type Patience = {
  /** Milliseconds until a connection is there. */
  readonly connect: number
  /** Without progress. */
  readonly progress: number
  /** Before a connection that nobody uses is closed. */
  readonly unused: number
}

export const PATIENCE: Patience = { connect: 5_000, progress: 30_000, unused: 2_000 }

type Waiting = { readonly exchange: Exchange; readonly fresh: boolean; heard: boolean }

export class Connection {
  readonly #socket: Socket
  readonly #patience: Patience
  readonly #frames = new Frames()
  readonly #waiting = new Map<number, Waiting>()
  #isOpen = true
  #isConnected = false
  #timer: NodeJS.Timeout | undefined
  #reason = ''

  constructor(to: PeerAddress, source: PeerAddress | undefined, patience = PATIENCE) {
    this.#patience = patience
    this.#socket = connect({
      host: to.address,
      port: to.port,
      noDelay: true,
      ...(source && { localAddress: source.address, ...(source.port > 0 && { localPort: source.port }) }),
    })
    this.#socket.on('connect', () => {
      this.#isConnected = true
      this.#wait()
    })
    this.#socket.on('data', (read: Buffer) => this.#read(read))
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#reason = error.code ?? error.message
    })
    this.#socket.on('close', () => this.#closed())
    // Half a connection brings nothing more.
    this.#socket.on('end', () => this.#socket.destroy())
    this.#wait()
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Calls back as often as something comes for it. */
  send(exchange: Exchange): void {
    if (!this.#isOpen) throw new Error('the connection is closed')
    const id = this.#freeId()
    const fresh = !this.#isConnected
    const message = exchange.request(id)
    const length = Buffer.alloc(2)
    length.writeUInt16BE(message.length)
    this.#waiting.set(id, { exchange, fresh, heard: false })
    this.#socket.write(Buffer.concat([length, message]))
    if (this.#waiting.size === 1) this.#wait()
  }

  close(): void {
    this.#isOpen = false
    this.#socket.destroy()
  }

  #freeId(): number {
    for (;;) {
      const id = randomInt(0x10000)
      if (!this.#waiting.has(id)) return id
    }
  }

  #read(read: Uint8Array): void {
    const frames = this.#frames
    frames.push(read)
    for (let length = frames.next(); length >= 0; length = frames.next()) {
      if (!this.#isOpen) return
      if (length >= 2) this.#take(frames.bytes.slice(frames.from, frames.to))
    }
  }

  /** An answer to nothing that was asked, or no longer wanted, is passed over. */
  #take(message: Uint8Array): void {
    const id = (message[0]! << 8) | message[1]!
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return
    waiting.heard = true
    const step = waiting.exchange.take(message)
    if (step === 'done') this.#waiting.delete(id)
    if (step !== 'idle') this.#wait()
  }

  /** From the start again. */
  #wait(): void {
    clearTimeout(this.#timer)
    if (!this.#isOpen) return
    const { connect, progress, unused } = this.#patience
    const isUnused = this.#waiting.size === 0
    const wait = !this.#isConnected ? connect : isUnused ? unused : progress
    this.#timer = setTimeout(() => {
      if (this.#waiting.size > 0 && this.#isConnected)
        this.#lose({ kind: 'no-progress', seconds: Math.round(progress / 1000) })
      else this.#reason ||= 'ETIMEDOUT'
      this.#socket.destroy()
    }, wait)
  }

  #closed(): void {
    this.#isOpen = false
    clearTimeout(this.#timer)
    if (!this.#isConnected) this.#lose({ kind: 'connect', reason: this.#reason || 'ECONNRESET' })
    for (const [id, { exchange, fresh, heard }] of this.#waiting) {
      this.#waiting.delete(id)
      exchange.lost({ kind: 'closed', fresh: fresh || heard })
    }
  }

  #lose(why: Lost): void {
    this.#isOpen = false
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { exchange } of all) exchange.lost(why)
  }
}

/** One connection to each primary. */
export class Connections {
  readonly #open = new Map<string, Connection>()
  readonly #patience: Patience

  constructor(patience = PATIENCE) {
    this.#patience = patience
  }

  to(at: PeerAddress, source: PeerAddress | undefined): Connection {
    const key = `${at.address} ${at.port} ${source?.address} ${source?.port}`
    const known = this.#open.get(key)
    if (known?.isOpen) return known
    for (const [other, connection] of this.#open) if (!connection.isOpen) this.#open.delete(other)
    const made = new Connection(at, source, this.#patience)
    this.#open.set(key, made)
    return made
  }

  close(): void {
    for (const connection of this.#open.values()) connection.close()
    this.#open.clear()
  }
}
