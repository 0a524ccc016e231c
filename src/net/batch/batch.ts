// Room for many datagrams in one block of memory, whose headers the kernel reads and fills. We read queries in place,
// write answers into slots beside them, and make no object or array per datagram. outgoing.ts sends the answers from there.

import { CMSGHDR, IOVEC, type Libc, Mmsghdr, pointers, putPointer } from './libc.ts'

/** Datagrams per system call. More gain little: this many share the cost of the call already. */
export const BATCH = 64
/** We make slots a cache line longer than a power of two: otherwise all of them fall into the same few places of the cache. */
const LINE = 64
/** A query may be longer than 512 octets, but none that we understand comes near this. */
export const QUERY_ROOM = 2048 + LINE
/** The room that `Respond` asks for. */
const ANSWER_ROOM = 4096 + LINE
/** sockaddr_in6; sockaddr_in is shorter. */
export const NAME_ROOM = 28
/** One cmsghdr with an in6_pktinfo; with an in_pktinfo it is shorter. */
export const CONTROL_ROOM = CMSGHDR + 24

const WORDS_PER_HEADER = Mmsghdr.size / 4

export class Batch {
  /** All memory: headers, their vectors, names, controls, queries, answers. */
  readonly #memory: ArrayBuffer
  readonly bytes: Uint8Array
  readonly words: Uint32Array
  /** Address of the headers that recvmmsg fills. */
  readonly headers: number
  readonly #headers: number
  readonly #vectors: number
  readonly #names: number
  readonly #controls: number
  readonly #queries: number
  readonly #answers: number
  /** Machine addresses of the slots for answers, for source addresses and for control messages with the addresses asked. */
  readonly answerPointers: Uint32Array
  readonly namePointers: Uint32Array
  readonly controlPointers: Uint32Array
  readonly withControl: boolean

  /** `withControl`: the kernel writes beside each datagram which address it was sent to, and answers leave from there. */
  constructor(libc: Libc, withControl: boolean) {
    this.withControl = withControl
    let size = 0
    const part = (octetsEach: number) => {
      const at = size
      size += octetsEach * BATCH
      return at
    }
    this.#headers = part(Mmsghdr.size)
    this.#vectors = part(IOVEC)
    this.#names = part(32)
    this.#controls = part(CONTROL_ROOM)
    this.#queries = part(QUERY_ROOM)
    this.#answers = part(ANSWER_ROOM)
    this.#memory = new ArrayBuffer(size)
    this.bytes = new Uint8Array(this.#memory)
    this.words = new Uint32Array(this.#memory)
    const base = libc.addressOf(this.#memory)
    this.headers = base + this.#headers
    this.answerPointers = pointers(base + this.#answers, ANSWER_ROOM, BATCH)
    this.namePointers = pointers(base + this.#names, 32, BATCH)
    this.controlPointers = pointers(base + this.#controls, CONTROL_ROOM, BATCH)
    const queries = pointers(base + this.#queries, QUERY_ROOM, BATCH)
    const vectors = pointers(base + this.#vectors, IOVEC, BATCH)
    for (let i = 0; i < BATCH; i++) this.#prepare(i, vectors, queries)
  }

  #prepare(i: number, vectors: Uint32Array, queries: Uint32Array): void {
    const { words } = this
    const header = (this.#headers >> 2) + i * WORDS_PER_HEADER
    putPointer(words, header + Mmsghdr.name / 4, this.namePointers, i)
    putPointer(words, header + Mmsghdr.vector / 4, vectors, i)
    words[header + Mmsghdr.vectorLength / 4] = 1
    const vector = (this.#vectors + i * IOVEC) >> 2
    putPointer(words, vector, queries, i)
    words[vector + 2] = QUERY_ROOM
    if (this.withControl) putPointer(words, header + Mmsghdr.control / 4, this.controlPointers, i)
    this.reset(i)
  }

  /** Index of the octets of datagram `i`. */
  queryAt(i: number): number {
    return this.#queries + i * QUERY_ROOM
  }

  queryLength(i: number): number {
    return this.words[(this.#headers + Mmsghdr.length) / 4 + i * WORDS_PER_HEADER]!
  }

  /** MSG_TRUNC and its like. */
  queryFlags(i: number): number {
    return this.words[(this.#headers + Mmsghdr.flags) / 4 + i * WORDS_PER_HEADER]!
  }

  /** Where the source address of datagram `i` lies: a sockaddr_in or sockaddr_in6. */
  nameAt(i: number): number {
    return this.#names + i * 32
  }

  answerAt(i: number): number {
    return this.#answers + i * ANSWER_ROOM
  }

  nameLength(i: number): number {
    return this.words[(this.#headers + Mmsghdr.nameLength) / 4 + i * WORDS_PER_HEADER]!
  }

  /** Where the kernel wrote which address datagram `i` was sent to: a cmsghdr, and controlLength() octets in all. */
  controlAt(i: number): number {
    return this.#controls + i * CONTROL_ROOM
  }

  controlLength(i: number): number {
    return this.words[(this.#headers + Mmsghdr.controlLength) / 4 + i * WORDS_PER_HEADER]!
  }

  /** The route decides which interface an answer takes, except for addresses that mean something on one link only. */
  freeInterface(i: number): void {
    const info = this.controlAt(i) + CMSGHDR
    if (this.controlLength(i) < CONTROL_ROOM) this.words[info >> 2] = 0
    else if (this.bytes[info] !== 0xfe) this.words[(info + 16) >> 2] = 0
  }

  /** Makes header `i` fit to receive again. */
  reset(i: number): void {
    const header = (this.#headers >> 2) + i * WORDS_PER_HEADER
    this.words[header + Mmsghdr.nameLength / 4] = NAME_ROOM
    if (this.withControl) this.words[header + Mmsghdr.controlLength / 4] = CONTROL_ROOM
  }
}
