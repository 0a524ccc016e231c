// One UDP socket of a client that sends and receives many datagrams a system call. Of what comes only the ID is kept.

import { get16, put16 } from '../../../src/dns/big-endian.ts'
import {
  AF_INET,
  IOVEC,
  type Libc,
  Mmsghdr,
  MSG_DONTWAIT,
  SO_RCVBUF,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOL_SOCKET,
} from '../../../src/net/batch/libc.ts'

const SIZE = 32
const QUERY_ROOM = 512
/** The rest of an answer is cut off by the system. */
const ANSWER_ROOM = 16
const SOCKADDR = 16

export class ClientBatch {
  /** Datagrams that send() takes at once. */
  readonly size = SIZE
  readonly #libc: Libc
  readonly #fd: number
  readonly #bytes: Uint8Array
  readonly #words: Uint32Array
  readonly #base: number
  readonly #sendVector: number
  readonly #receiveVector: number
  readonly #sendIov: number
  readonly #queries: number
  readonly #answers: number

  /** Of what stands before each query. */
  readonly #headerLength: number

  /** Asks 127.0.0.1; `header` stands before each query. */
  constructor(libc: Libc, port: number, header: Uint8Array = new Uint8Array()) {
    this.#libc = libc
    this.#headerLength = header.length
    this.#fd = openSocket(libc)
    let size = 0
    const part = (octets: number) => {
      size += octets
      return size - octets
    }
    const name = part(SOCKADDR)
    const send = part(Mmsghdr.size * SIZE)
    const receive = part(Mmsghdr.size * SIZE)
    this.#sendIov = part(IOVEC * SIZE)
    const receiveIov = part(IOVEC * SIZE)
    this.#queries = part(QUERY_ROOM * SIZE)
    this.#answers = part(ANSWER_ROOM * SIZE)
    const memory = new ArrayBuffer(size)
    this.#bytes = new Uint8Array(memory)
    this.#words = new Uint32Array(memory)
    this.#base = libc.addressOf(memory)
    this.#sendVector = this.#base + send
    this.#receiveVector = this.#base + receive
    this.#bytes.set([AF_INET, 0, port >>> 8, port, 127, 0, 0, 1], name)
    for (let k = 0; k < SIZE; k++) {
      this.#pointTo(send + k * Mmsghdr.size + Mmsghdr.name, name)
      this.#words[(send + k * Mmsghdr.size + Mmsghdr.nameLength) / 4] = SOCKADDR
      this.#header(send, k, this.#sendIov, this.#queries + k * QUERY_ROOM, QUERY_ROOM)
      this.#bytes.set(header, this.#queries + k * QUERY_ROOM)
      this.#header(receive, k, receiveIov, this.#answers + k * ANSWER_ROOM, ANSWER_ROOM)
    }
  }

  #header(vector: number, k: number, iov: number, room: number, length: number): void {
    const header = vector + k * Mmsghdr.size
    this.#pointTo(header + Mmsghdr.vector, iov + k * IOVEC)
    this.#words[(header + Mmsghdr.vectorLength) / 4] = 1
    this.#pointTo(iov + k * IOVEC, room)
    this.#words[(iov + k * IOVEC) / 4 + 2] = length
  }

  /** Writes the machine address of offset `target` at offset `at`. */
  #pointTo(at: number, target: number): void {
    const address = this.#base + target
    this.#words[at / 4] = address % 0x1_0000_0000
    this.#words[at / 4 + 1] = Math.floor(address / 0x1_0000_0000)
  }

  put(k: number, query: Uint8Array, id: number): void {
    const at = this.#queries + k * QUERY_ROOM + this.#headerLength
    this.#bytes.set(query, at)
    put16(this.#bytes, at, id & 0xffff)
    this.#words[(this.#sendIov + k * IOVEC) / 4 + 2] = this.#headerLength + query.length
  }

  /** Of those that were put at 0 and after; gives how many the system took. */
  send(count: number): number {
    return Math.max(0, this.#libc.sendmmsg(this.#fd, this.#sendVector, count, MSG_DONTWAIT))
  }

  /** How many have come; does not wait. */
  receive(): number {
    return Math.max(0, this.#libc.recvmmsg(this.#fd, this.#receiveVector, SIZE, MSG_DONTWAIT, 0))
  }

  receivedId(k: number): number {
    return get16(this.#bytes, this.#answers + k * ANSWER_ROOM)
  }
}

function openSocket(libc: Libc): number {
  const fd = libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  if (fd < 0) throw new Error(`cannot open a UDP socket: errno ${libc.errno()}`)
  // So that a pause of this program loses nothing.
  const size = Uint8Array.of(0, 0, 0x40, 0)
  libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, size, size.length)
  return fd
}
