// One connection to a primary, over TCP or TLS, for all zones that come from there. Janus sends requests without waiting for answers; the
// IDs tell the answers apart (RFC 9103 §6.2).

import { randomInt } from 'node:crypto'
import { connect, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { Frames } from '../net/frames.ts'
import { connectTls, flawIn, flawOf, type TlsFlaw } from '../net/tls/client.ts'
import type { Peer } from './peer.ts'

export type Exchange = {
  /** Makes the request, with this ID. */
  readonly request: (id: number) => Uint8Array
  /**
   * Takes a message; the octets are valid until this returns. `progress`: it has brought the end nearer. `enough`: what follows is not
   * worth reading, so the connection is closed.
   */
  readonly take: (message: Uint8Array) => 'done' | 'enough' | 'progress' | 'idle'
  /** Called when nothing more comes. */
  readonly lost: (why: Lost) => void
}

export type Lost =
  | { readonly kind: 'connect'; readonly reason: string }
  /** TLS failed: either side rejected the other, or no request was sent. */
  | ({ readonly kind: 'tls' } & TlsFlaw)
  /** `fresh`: the connection was opened for this request, or a message had come for it. */
  | { readonly kind: 'closed'; readonly fresh: boolean }
  | { readonly kind: 'no-progress'; readonly seconds: number }
  /** A message has come that answers no request on this connection. */
  | { readonly kind: 'stray' }
  /** The answer did not end in the time that one request has. */
  | { readonly kind: 'no-end'; readonly seconds: number }

export type Patience = {
  /** Milliseconds until a connection is there. */
  readonly connect: number
  /** How long one request may make no progress, whatever others on the connection do. */
  readonly progress: number
  /** How long one request may take in all: a peer that sends a record now and then is cut off too. */
  readonly whole: number
  /** How long an unused connection stays open. */
  readonly unused: number
}

export const PATIENCE: Patience = { connect: 5_000, progress: 30_000, whole: 7_200_000, unused: 2_000 }

type Waiting = {
  readonly exchange: Exchange
  readonly fresh: boolean
  heard: boolean
  stall: NodeJS.Timeout | undefined
  end: NodeJS.Timeout | undefined
}

/** A connection uses no ID twice: late messages for a request that was given up must not pass for the answer to another. */
const MOST_IDS = 0x8000

type Place = Pick<Peer, 'at' | 'source' | 'tls'>

/** How many octets a read takes at most. */
const READ = 1 << 16

/** `read` gets the octets of each read, which are valid until it returns. */
function socketTo({ at, source, tls }: Place, read: (octets: Uint8Array) => void): Socket | TlsFlaw {
  const ends = {
    host: at.address,
    port: at.port,
    ...(source && { localAddress: source.address, ...(source.port > 0 && { localPort: source.port }) }),
    // A buffer for each read would leave garbage as large as the zone, and an idle thread does not collect it.
    onread: {
      buffer: Buffer.allocUnsafeSlow(READ),
      callback: (octets: number, buffer: Uint8Array) => {
        read(buffer.subarray(0, octets))
        return true
      },
    },
  }
  return tls === undefined ? connect({ ...ends, noDelay: true }) : connectTls(ends, tls)
}

export class Connection {
  readonly #socket: Socket
  readonly #patience: Patience
  readonly #frames = new Frames(true)
  readonly #waiting = new Map<number, Waiting>()
  readonly #ids = new Set<number>()
  /** Requests that wait until TLS has shown who is there. */
  readonly #held: Uint8Array[] = []
  #isOpen = true
  /** The connection takes no new request; those under way may end. */
  #isRetired = false
  #isConnected = false
  #timer: NodeJS.Timeout | undefined
  #reason = ''
  #flaw: TlsFlaw | undefined

  constructor(to: Place, patience = PATIENCE) {
    this.#patience = patience
    const socket = socketTo(to, (read) => this.#read(read))
    this.#socket = 'flaw' in socket ? new Socket() : socket
    const { tls } = to
    if ('flaw' in socket) this.#flaw = socket
    else if (tls === undefined) socket.on('connect', () => this.#connected())
    else
      socket.on('secureConnect', () => {
        this.#flaw = flawOf(socket as TLSSocket, tls)
        if (this.#flaw === undefined) this.#connected()
        else socket.destroy()
      })
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#reason = error.code ?? error.message
      if (tls !== undefined) this.#flaw = flawIn(error)
    })
    this.#socket.on('close', () => this.#closed())
    // A peer that has closed its half sends nothing more.
    this.#socket.on('end', () => this.#socket.destroy())
    if (this.#flaw !== undefined) this.#socket.destroy()
    this.#wait()
  }

  get isOpen(): boolean {
    return this.#isOpen && !this.#isRetired && this.#ids.size < MOST_IDS
  }

  /** Sends a request. The exchange's functions are called for each message that comes for it. */
  send(exchange: Exchange): void {
    if (!this.isOpen) throw new Error('the connection is closed')
    const id = this.#freeId()
    const fresh = !this.#isConnected
    const message = exchange.request(id)
    const length = Buffer.alloc(2)
    length.writeUInt16BE(message.length)
    const waiting = { exchange, fresh, heard: false, stall: undefined, end: undefined }
    this.#waiting.set(id, waiting)
    this.#held.push(length, message)
    this.#wait()
    if (!this.#isConnected) return
    this.#flush()
    this.#begin(id, waiting)
  }

  close(): void {
    this.#isOpen = false
    this.#socket.destroy()
  }

  #connected(): void {
    this.#isConnected = true
    this.#wait()
    this.#flush()
    for (const [id, waiting] of this.#waiting) this.#begin(id, waiting)
  }

  #flush(): void {
    this.#socket.write(Buffer.concat(this.#held.splice(0)))
  }

  #freeId(): number {
    for (;;) {
      const id = randomInt(0x10000)
      if (this.#ids.has(id)) continue
      this.#ids.add(id)
      return id
    }
  }

  #read(read: Uint8Array): void {
    const frames = this.#frames
    frames.push(read)
    for (let length = frames.next(); length >= 0; length = frames.next()) {
      if (!this.#isOpen) return
      // Not copied, so nobody may keep it: copies of a million records would leave as much garbage as the records have octets.
      if (length >= 2) this.#take(frames.bytes.subarray(frames.from, frames.to))
    }
  }

  /** Gives the message to the request that it answers. Ignores an answer that nobody wants any more. */
  #take(message: Uint8Array): void {
    const id = (message[0]! << 8) | message[1]!
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) {
      // RFC 5936 §2.2.1: the message may be part of a transfer under way, which would go on without it.
      if (!this.#ids.has(id)) this.#lose({ kind: 'stray' })
      return
    }
    waiting.heard = true
    const step = waiting.exchange.take(message)
    if (step === 'enough') this.#isRetired = true
    if (step === 'done' || step === 'enough') this.#done(id, waiting)
    else if (step === 'progress') waiting.stall?.refresh()
  }

  #begin(id: number, waiting: Waiting): void {
    const { progress, whole } = this.#patience
    const give = (lost: Lost) => {
      // A peer that does not answer one request will hardly answer others.
      this.#isRetired = true
      this.#done(id, waiting)
      waiting.exchange.lost(lost)
    }
    const seconds = (milliseconds: number) => Math.round(milliseconds / 1000)
    waiting.stall = setTimeout(() => give({ kind: 'no-progress', seconds: seconds(progress) }), progress)
    waiting.end = setTimeout(() => give({ kind: 'no-end', seconds: seconds(whole) }), whole)
  }

  #done(id: number, waiting: Waiting): void {
    clearTimeout(waiting.stall)
    clearTimeout(waiting.end)
    this.#waiting.delete(id)
    if (this.#waiting.size > 0) return
    if (this.#isRetired) this.#socket.destroy()
    else this.#wait()
  }

  /** Sets the timer: for the connection to open, or, once open, for somebody to use it. */
  #wait(): void {
    clearTimeout(this.#timer)
    const { connect, unused } = this.#patience
    if (!this.#isOpen || (this.#isConnected && this.#waiting.size > 0)) return
    this.#timer = setTimeout(
      () => {
        this.#reason ||= 'ETIMEDOUT'
        this.#socket.destroy()
      },
      this.#isConnected ? unused : connect,
    )
  }

  #closed(): void {
    this.#isOpen = false
    clearTimeout(this.#timer)
    if (this.#flaw !== undefined) this.#lose({ kind: 'tls', ...this.#flaw })
    else if (!this.#isConnected) this.#lose({ kind: 'connect', reason: this.#reason || 'ECONNRESET' })
    for (const [id, waiting] of this.#waiting) {
      this.#done(id, waiting)
      waiting.exchange.lost({ kind: 'closed', fresh: waiting.fresh || waiting.heard })
    }
  }

  #lose(why: Lost): void {
    this.#isOpen = false
    const all = [...this.#waiting]
    for (const [id, waiting] of all) this.#done(id, waiting)
    this.#socket.destroy()
    for (const [, { exchange }] of all) exchange.lost(why)
  }
}

/** One connection to each primary. */
export class Connections {
  readonly #open = new Map<string, Connection>()
  readonly #patience: Patience

  constructor(patience = PATIENCE) {
    this.#patience = patience
  }

  to(place: Place): Connection {
    const { at, source, tls } = place
    const key = JSON.stringify([at, source, tls])
    const known = this.#open.get(key)
    if (known?.isOpen) return known
    for (const [other, connection] of this.#open) if (!connection.isOpen) this.#open.delete(other)
    const made = new Connection(place, this.#patience)
    this.#open.set(key, made)
    return made
  }

  close(): void {
    for (const connection of this.#open.values()) connection.close()
    this.#open.clear()
  }
}
