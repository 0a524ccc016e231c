// Messages out of a TCP stream: two octets of length, then the message (RFC 1035 §4.2.2, RFC 7766 §8).
//
//     +--+--+----------------------+--+--+---------
//     |length|      message        |length|  mess…      a read may end anywhere, inside a length too
//     +--+--+----------------------+--+--+---------

import { Octets } from '../dns/octets.ts'

/** Octets of the length before each message. */
export const LENGTH = 2
export const MAX_MESSAGE = 0xffff

/** Does not copy a message that came in one read; it gathers only one that is spread over several reads. */
export class Frames {
  /** Where the message that `next` found lies: bytes[from, to), until the next call. */
  bytes: Uint8Array = NOTHING
  from = 0
  to = 0

  #read: Uint8Array = NOTHING
  #at = 0
  /** Reads that came before we had used up the one at hand. */
  #later: Uint8Array[] = []
  #laterOctets = 0
  /** Grows with what has arrived, not with the length announced: announcing costs a client nothing. */
  #gathered: Octets | undefined
  /** The buffer of the message before. */
  #room: Octets | undefined
  readonly #keepsRoom: boolean

  /** `keepsRoom`: reuse the buffer. For readers of very many long messages: each would leave as much garbage as it is long. */
  constructor(keepsRoom = false) {
    this.#keepsRoom = keepsRoom
  }

  /** The number of reads behind the one at hand. */
  get waiting(): number {
    return this.#later.length
  }

  /** Their octets. */
  get waitingOctets(): number {
    return this.#laterOctets
  }

  push(read: Uint8Array): void {
    if (this.#read.length === 0) {
      this.#take(read)
      return
    }
    this.#later.push(read)
    this.#laterOctets += read.length
  }

  /** Finds the next message and returns its length, 0 for an empty frame; -1 when the reads hold no more whole message. */
  next(): number {
    let length = this.#nextInRead()
    while (length < 0 && this.#later.length > 0) {
      const read = this.#later.shift()!
      this.#laterOctets -= read.length
      this.#take(read)
      length = this.#nextInRead()
    }
    return length
  }

  #take(read: Uint8Array): void {
    this.#read = read
    this.#at = 0
  }

  #nextInRead(): number {
    if (this.#gathered !== undefined) return this.#nextGathered(this.#gathered)
    const from = this.#at + LENGTH
    if (from <= this.#read.length) {
      const length = (this.#read[this.#at]! << 8) | this.#read[this.#at + 1]!
      if (from + length <= this.#read.length) {
        this.#at = from + length
        return this.#found(this.#read, from, length)
      }
    }
    if (this.#at < this.#read.length) this.#gathered = this.#emptyRoom()
    return this.#gathered === undefined ? this.#usedUp() : this.#nextGathered(this.#gathered)
  }

  #nextGathered(gathered: Octets): number {
    this.#gather(gathered, LENGTH)
    if (gathered.length >= LENGTH) {
      const length = (gathered.bytes[0]! << 8) | gathered.bytes[1]!
      this.#gather(gathered, LENGTH + length)
      if (gathered.length === LENGTH + length) {
        this.#gathered = undefined
        return this.#found(gathered.bytes, LENGTH, length)
      }
    }
    return this.#usedUp()
  }

  #emptyRoom(): Octets {
    const room = this.#room ?? new Octets(GATHER)
    room.clear()
    if (this.#keepsRoom) this.#room = room
    return room
  }

  #gather(gathered: Octets, wanted: number): void {
    const to = Math.min(this.#read.length, this.#at + wanted - gathered.length)
    if (to <= this.#at) return
    gathered.append(this.#read, this.#at, to)
    this.#at = to
  }

  #found(bytes: Uint8Array, from: number, length: number): number {
    this.bytes = bytes
    this.from = from
    this.to = from + length
    return length
  }

  /** Drops the read: a connection that waits must not hold on to 64 KB. */
  #usedUp(): number {
    this.#read = NOTHING
    this.#at = 0
    this.bytes = NOTHING
    return -1
  }
}

const NOTHING = new Uint8Array(0)
/** First guess at what a message spread over reads needs: most queries are shorter. */
const GATHER = 128
