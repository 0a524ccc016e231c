// Takes datagrams from a worker to the desk in the main thread: a ring of shared memory for each worker, with room for MAX_HANDED. Where it
// is full the worker drops the datagram and counts it: a client without an answer asks again.
//
//   words   head | tail | dropped | called      head and tail run on past the ring's size; `called`: the reader knows of something
//   entry   socket | octets of name, control, message | name | control | message

import { MAX_HANDED } from '../datagram-desk.ts'
import { type Batch, CONTROL_ROOM, NAME_ROOM, QUERY_ROOM } from './batch.ts'

const HEAD = 0
const TAIL = 1
const DROPPED = 2
const CALLED = 3
const RING_WORDS = 4
const ENTRY_WORDS = 4
const NAME_AT = ENTRY_WORDS * 4
const CONTROL_AT = NAME_AT + NAME_ROOM
const MESSAGE_AT = CONTROL_AT + CONTROL_ROOM
const ENTRY = (MESSAGE_AT + QUERY_ROOM + 3) & ~3

export function handedRing(): SharedArrayBuffer {
  return new SharedArrayBuffer(RING_WORDS * 4 + MAX_HANDED * ENTRY)
}

/** The worker's end. */
export class HandedWriter {
  readonly #words: Int32Array
  readonly #bytes: Uint8Array

  constructor(ring: SharedArrayBuffer) {
    this.#words = new Int32Array(ring)
    this.#bytes = new Uint8Array(ring)
  }

  get isFull(): boolean {
    const words = this.#words
    return ((words[HEAD]! - Atomics.load(words, TAIL)) | 0) >= MAX_HANDED
  }

  /** Puts in datagram `i` of a batch from the worker's socket number `socket`. Returns whether the worker has to call the reader. */
  put(socket: number, batch: Batch, i: number): boolean {
    const words = this.#words
    const head = words[HEAD]!
    if (this.isFull) {
      Atomics.add(words, DROPPED, 1)
      return false
    }
    const at = entryAt(head)
    if (batch.withControl) batch.freeInterface(i)
    const name = batch.nameLength(i)
    const control = batch.withControl ? batch.controlLength(i) : 0
    const message = batch.queryLength(i)
    words[at >> 2] = socket
    words[(at >> 2) + 1] = name
    words[(at >> 2) + 2] = control
    words[(at >> 2) + 3] = message
    this.#copy(batch.bytes, batch.nameAt(i), name, at + NAME_AT)
    this.#copy(batch.bytes, batch.controlAt(i), control, at + CONTROL_AT)
    this.#copy(batch.bytes, batch.queryAt(i), message, at + MESSAGE_AT)
    Atomics.store(words, HEAD, (head + 1) | 0)
    return Atomics.exchange(words, CALLED, 1) === 0
  }

  #copy(from: Uint8Array, at: number, octets: number, to: number): void {
    for (let i = 0; i < octets; i++) this.#bytes[to + i] = from[at + i]!
  }
}

/** A datagram that was handed over, and how its answer finds back. */
export type HandedDatagram = {
  readonly socket: number
  /** The sockaddr that it came from. */
  readonly name: Uint8Array
  /** The control message with the address that it was sent to, ready to be sent back; empty where the socket has only one. */
  readonly control: Uint8Array
  readonly message: Uint8Array
}

/** The main thread's end. */
export class HandedReader {
  readonly #words: Int32Array
  readonly #bytes: Uint8Array

  constructor(ring: SharedArrayBuffer) {
    this.#words = new Int32Array(ring)
    this.#bytes = new Uint8Array(ring)
  }

  get waiting(): number {
    return (Atomics.load(this.#words, HEAD) - this.#words[TAIL]!) | 0
  }

  get dropped(): number {
    return Atomics.load(this.#words, DROPPED) >>> 0
  }

  /** The next datagram. Where there is none, the writer calls when one comes. */
  next(): HandedDatagram | undefined {
    const words = this.#words
    if (this.waiting === 0) {
      Atomics.store(words, CALLED, 0)
      // A datagram that came just before did not make the writer call: so look once more.
      if (this.waiting === 0) return undefined
    }
    const tail = words[TAIL]!
    const at = entryAt(tail)
    const part = (word: number, from: number) => this.#bytes.slice(at + from, at + from + words[(at >> 2) + word]!)
    const datagram = {
      socket: words[at >> 2]!,
      name: part(1, NAME_AT),
      control: part(2, CONTROL_AT),
      message: part(3, MESSAGE_AT),
    }
    Atomics.store(words, TAIL, (tail + 1) | 0)
    return datagram
  }
}

function entryAt(position: number): number {
  return RING_WORDS * 4 + (position & (MAX_HANDED - 1)) * ENTRY
}
