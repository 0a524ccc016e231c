// Sends one answer at a time from the main thread, through the socket that the question came by. Workers send theirs in batches.

import { CMSGHDR, IOVEC, type Libc, Mmsghdr, MSG_DONTWAIT, pointers, putPointer } from './libc.ts'

const NAME_AT = Mmsghdr.size + IOVEC
const CONTROL_AT = NAME_AT + 32
const ANSWER_AT = CONTROL_AT + CMSGHDR + 24
/** The most octets of a datagram. */
const LONGEST = 65_507

export class SingleSender {
  readonly #libc: Libc
  readonly #bytes: Uint8Array
  readonly #words: Uint32Array
  readonly #base: number

  constructor(libc: Libc) {
    const memory = new ArrayBuffer(ANSWER_AT + LONGEST + 1)
    this.#libc = libc
    this.#bytes = new Uint8Array(memory)
    this.#words = new Uint32Array(memory, 0, ANSWER_AT >> 2)
    this.#base = libc.addressOf(memory)
    const vector = pointers(this.#base + Mmsghdr.size, 0, 1)
    putPointer(this.#words, Mmsghdr.vector / 4, vector, 0)
    this.#words[Mmsghdr.vectorLength / 4] = 1
    putPointer(this.#words, Mmsghdr.name / 4, pointers(this.#base + NAME_AT, 0, 1), 0)
    putPointer(this.#words, Mmsghdr.size / 4, pointers(this.#base + ANSWER_AT, 0, 1), 0)
  }

  /** Sends to the sockaddr `name`, from the address in `control`. False where the system does not take the answer at once. */
  send(fd: number, name: Uint8Array, control: Uint8Array, answer: Uint8Array): boolean {
    if (answer.length > LONGEST) return false
    const words = this.#words
    this.#bytes.set(name, NAME_AT)
    this.#bytes.set(control, CONTROL_AT)
    this.#bytes.set(answer, ANSWER_AT)
    words[Mmsghdr.nameLength / 4] = name.length
    words[Mmsghdr.size / 4 + 2] = answer.length
    putPointer(words, Mmsghdr.control / 4, pointers(control.length > 0 ? this.#base + CONTROL_AT : 0, 0, 1), 0)
    words[Mmsghdr.controlLength / 4] = control.length
    return this.#libc.sendmmsg(fd, this.#base, 1, MSG_DONTWAIT) === 1
  }
}
