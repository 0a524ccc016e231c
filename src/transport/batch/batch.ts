// Room for many datagrams in one block of memory, whose headers the kernel reads and fills: received in place, answered in
// slots beside them, and not one object or array made per datagram.

import { IOVEC, type Libc, Mmsghdr } from './libc.ts'

/** Datagrams a system call. More gain little: the call's own cost is shared by these already. */
export const BATCH = 64
/** A query may be longer than 512 octets, but none that we understand comes near this. */
const QUERY_ROOM = 2048
/** As `Respond` asks for. */
const ANSWER_ROOM = 4096
/** sockaddr_in6; sockaddr_in is shorter. */
const NAME_ROOM = 28
/** One cmsghdr with an in6_pktinfo; with an in_pktinfo it is shorter. */
const CMSG_HEADER = 16
const CONTROL_ROOM = 40

const WORDS_PER_HEADER = Mmsghdr.size / 4
const WORDS_PER_IOVEC = IOVEC / 4

export class Batch {
  /** All memory: headers to receive by, headers to send by, their vectors, names, controls, queries, answers. */
  readonly #memory: ArrayBuffer
  readonly bytes: Uint8Array
  readonly words: Uint32Array
  /** Address of the headers that recvmmsg fills, and of those that sendmmsg reads. */
  readonly receiveVector: number
  readonly sendVector: number
  readonly #receive: number
  readonly #send: number
  readonly #receiveIov: number
  readonly #sendIov: number
  readonly #names: number
  readonly #controls: number
  readonly #queries: number
  readonly #answers: number
  readonly #base: number
  readonly #withControl: boolean

  /** `withControl`: the kernel writes beside each datagram which address it was sent to, and answers leave from there. */
  constructor(libc: Libc, withControl: boolean) {
    this.#withControl = withControl
    let size = 0
    const part = (octetsEach: number) => {
      const at = size
      size += octetsEach * BATCH
      return at
    }
    this.#receive = part(Mmsghdr.size)
    this.#send = part(Mmsghdr.size)
    this.#receiveIov = part(IOVEC)
    this.#sendIov = part(IOVEC)
    this.#names = part(32)
    this.#controls = part(CONTROL_ROOM)
    this.#queries = part(QUERY_ROOM)
    this.#answers = part(ANSWER_ROOM)
    this.#memory = new ArrayBuffer(size)
    this.bytes = new Uint8Array(this.#memory)
    this.words = new Uint32Array(this.#memory)
    this.#base = libc.addressOf(this.#memory)
    this.receiveVector = this.#base + this.#receive
    this.sendVector = this.#base + this.#send
    for (let i = 0; i < BATCH; i++) this.#prepare(i)
  }

  #prepare(i: number): void {
    const receive = this.#receive + i * Mmsghdr.size
    this.#pointTo(receive + Mmsghdr.name, this.#names + i * 32)
    this.#pointTo(receive + Mmsghdr.vector, this.#receiveIov + i * IOVEC)
    this.words[(receive + Mmsghdr.vectorLength) / 4] = 1
    this.#pointTo(this.#receiveIov + i * IOVEC, this.#queries + i * QUERY_ROOM)
    this.words[(this.#receiveIov + i * IOVEC) / 4 + 2] = QUERY_ROOM
    if (this.#withControl) this.#pointTo(receive + Mmsghdr.control, this.#controls + i * CONTROL_ROOM)
    this.reset(i)
    const send = this.#send + i * Mmsghdr.size
    this.#pointTo(send + Mmsghdr.vector, this.#sendIov + i * IOVEC)
    this.words[(send + Mmsghdr.vectorLength) / 4] = 1
  }

  /** Writes the machine address of offset `target` at offset `at`. */
  #pointTo(at: number, target: number): void {
    const address = this.#base + target
    this.words[at / 4] = address % 0x1_0000_0000
    this.words[at / 4 + 1] = Math.floor(address / 0x1_0000_0000)
  }

  /** Where datagram `i` was received. */
  queryAt(i: number): number {
    return this.#queries + i * QUERY_ROOM
  }

  queryLength(i: number): number {
    return this.words[(this.#receive + Mmsghdr.length) / 4 + i * WORDS_PER_HEADER]!
  }

  /** MSG_TRUNC and its like. */
  queryFlags(i: number): number {
    return this.words[(this.#receive + Mmsghdr.flags) / 4 + i * WORDS_PER_HEADER]!
  }

  /** Where the source address of datagram `i` lies: a sockaddr_in or sockaddr_in6. */
  nameAt(i: number): number {
    return this.#names + i * 32
  }

  answerAt(i: number): number {
    return this.#answers + i * ANSWER_ROOM
  }

  /** Makes the `k`th datagram to send the answer in slot `i`, to where datagram `i` came from. */
  addAnswer(k: number, i: number, length: number): void {
    const { words } = this
    const send = (this.#send >> 2) + k * WORDS_PER_HEADER
    const receive = (this.#receive >> 2) + i * WORDS_PER_HEADER
    const iov = (this.#sendIov >> 2) + k * WORDS_PER_IOVEC
    words[send] = words[receive]!
    words[send + 1] = words[receive + 1]!
    words[send + Mmsghdr.nameLength / 4] = words[receive + Mmsghdr.nameLength / 4]!
    const answer = this.#base + this.#answers + i * ANSWER_ROOM
    const low = answer % 0x1_0000_0000
    words[iov] = low
    words[iov + 1] = (answer - low) / 0x1_0000_0000
    words[iov + 2] = length
    if (this.#withControl) this.#copyControl(send, receive, i)
  }

  #copyControl(send: number, receive: number, i: number): void {
    const { words } = this
    const control = Mmsghdr.control / 4
    for (let k = 0; k < 3; k++) words[send + control + k] = words[receive + control + k]!
    // The route decides which interface an answer takes, except for addresses that mean something on one link only.
    const info = this.#controls + i * CONTROL_ROOM + CMSG_HEADER
    const family4 = this.words[receive + Mmsghdr.controlLength / 4]! < CONTROL_ROOM
    if (family4) words[info / 4] = 0
    else if (this.bytes[info] !== 0xfe) words[(info + 16) / 4] = 0
  }

  /** Makes header `i` fit to receive again. */
  reset(i: number): void {
    const receive = (this.#receive >> 2) + i * WORDS_PER_HEADER
    this.words[receive + Mmsghdr.nameLength / 4] = NAME_ROOM
    if (this.#withControl) this.words[receive + Mmsghdr.controlLength / 4] = CONTROL_ROOM
  }
}
