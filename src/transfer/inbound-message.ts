// Reads one message of an incoming transfer in place (RFC 5936 §2.2): header, question, and the answer section record by record. stream.ts
// says what the records mean.

import { get16 } from '../dns/big-endian.ts'
import { sameName } from '../dns/name.ts'
import { Opcode } from '../dns/opcodes.ts'
import { Rcode } from '../dns/rcodes.ts'
import { Bit, HEADER, opcodeOf } from '../wire/header.ts'
import { endOfName, expandedTo } from '../wire/names.ts'

/** The request that the message has to answer. */
export type Asked = {
  readonly id: number
  /** The zone's name in wire form. */
  readonly apex: Uint8Array
  /** AXFR or IXFR. */
  readonly type: number
  /** The serial of our version; only with IXFR. */
  readonly serial?: number
}

/** A fault of the message itself, whatever its records say. */
export type MessageFault =
  | { readonly kind: 'rcode'; readonly rcode: number }
  | { readonly kind: 'malformed' | 'wrong-id' | 'wrong-question' | 'wrong-class' }

/** Octets of TYPE, CLASS, TTL and RDLENGTH. */
const FIXED = 10
/** Octets of TYPE and CLASS. */
const QUESTION_END = 4
const CLASS_IN = 1
const POINTER = 0xc0
/** The most records in 65,535 octets: each has an owner of at least one octet. */
const MOST_RECORDS = Math.floor((0xffff - HEADER) / (1 + FIXED))
/** For each record of the message that begin() looked through last: where its owner ends. Read all of it before the next begin(). */
const ownerEnds = new Uint16Array(MOST_RECORDS)

/** Reused from message to message; allocates nothing for a record. */
export class InboundMessage {
  readonly #asked: Asked
  readonly #name = new Uint8Array(256)
  bytes: Uint8Array = this.#name
  /** The record's owner without pointers. */
  readonly owner = new Uint8Array(256)
  /** The owner is the one of the record before, in the same spelling. */
  isSameOwner = false
  type = 0
  ttl = 0
  /** Where the rdata begins. */
  at = 0
  end = 0
  #left = 0
  #next = 0
  #number = 0
  /** Where the previous owner stands. */
  #ownerAt = -1

  constructor(asked: Asked) {
    this.#asked = asked
  }

  /** Takes a message and checks it as a whole; gives its fault, if it has one. */
  begin(bytes: Uint8Array): MessageFault | undefined {
    this.bytes = bytes
    this.#ownerAt = -1
    if (bytes.length < HEADER) return MALFORMED
    const flags = get16(bytes, 2)
    // RFC 5936 §2.2.1: the ID is the request's, in every message.
    if (get16(bytes, 0) !== this.#asked.id) return { kind: 'wrong-id' }
    if ((flags & Bit.QR) === 0 || opcodeOf(flags) !== Opcode.QUERY) return MALFORMED
    // A peer may leave out the question of an error, even where the header counts one.
    if ((flags & 0xf) !== Rcode.NOERROR) return { kind: 'rcode', rcode: flags & 0xf }
    if (flags & Bit.TC) return MALFORMED
    const questions = get16(bytes, 4)
    if (questions > 1) return MALFORMED
    const at = questions === 0 ? HEADER : this.#questionEnd()
    if (typeof at !== 'number') return at
    const isWhole = this.#sectionsEnd(at) === bytes.length
    this.#left = get16(bytes, 6)
    this.#next = at
    this.#number = 0
    return isWhole ? undefined : MALFORMED
  }

  /** Goes to the next record of the answer section; false where there is none. */
  next(): boolean {
    if (this.#left === 0) return false
    this.#left--
    const { bytes } = this
    const start = this.#next
    const p = ownerEnds[this.#number++]!
    this.#readOwner(start)
    this.type = get16(bytes, p)
    this.ttl = get16(bytes, p + 4) * 0x10000 + get16(bytes, p + 6)
    this.at = p + FIXED
    this.end = this.at + get16(bytes, p + 8)
    this.#next = this.end
    return true
  }

  /** The class of the current record. */
  get class(): number {
    return get16(this.bytes, this.at - FIXED + 2)
  }

  /** Most peers write an owner once and point to it from all its other records. */
  #readOwner(start: number): void {
    const { bytes } = this
    const at = ownerAt(bytes, start)
    this.isSameOwner = at === this.#ownerAt
    if (!this.isSameOwner) expandedTo(bytes, start, 0, this.owner, 0)
    this.#ownerAt = at
  }

  /** RFC 5936 §2.2: if there is a question, it is the request's. */
  #questionEnd(): number | MessageFault {
    const { bytes } = this
    const { apex, type } = this.#asked
    const end = endOfName(bytes, HEADER, bytes.length, 0)
    if (end < 0 || end + QUESTION_END > bytes.length) return MALFORMED
    expandedTo(bytes, HEADER, 0, this.#name, 0)
    const isAsked = sameName(this.#name, 0, apex, 0) && get16(bytes, end) === type && get16(bytes, end + 2) === CLASS_IN
    return isAsked ? end + QUESTION_END : { kind: 'wrong-question' }
  }

  /** Where the last record ends, or -1: Janus believes no record before it knows that the whole message is well-formed. */
  #sectionsEnd(start: number): number {
    const { bytes } = this
    let at = start
    let known = -1
    for (let i = 0, count = get16(bytes, 6) + get16(bytes, 8) + get16(bytes, 10); i < count; i++) {
      // Most records point to the same owner as the record before, which has been checked.
      const owner = ownerAt(bytes, at)
      const p = owner === known ? at + 2 : endOfName(bytes, at, bytes.length, 0)
      if (p < 0 || p + FIXED > bytes.length) return -1
      known = owner
      ownerEnds[i] = p
      at = p + FIXED + get16(bytes, p + 8)
      if (at > bytes.length) return -1
    }
    return at
  }
}

/** Where the owner of the record at `start` really stands: behind its pointer, if it is one. */
function ownerAt(bytes: Uint8Array, start: number): number {
  const octet = bytes[start]!
  return octet >= POINTER ? ((octet & 0x3f) << 8) | bytes[start + 1]! : start
}

const MALFORMED: MessageFault = { kind: 'malformed' }
