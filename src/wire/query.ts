// Reads a received message in place: what the client asks, and what it says of itself. Rejects messages that Janus cannot take, with the
// rcode that each deserves.

import { get16 } from '../dns/big-endian.ts'
import { MAX_NAME } from '../dns/name.ts'
import { Opcode } from '../dns/opcodes.ts'
import { Rcode } from '../dns/rcodes.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { Edns } from './edns.ts'
import { Bit, HEADER, opcodeOf } from './header.ts'
import { endOfName } from './names.ts'
import { Tsig } from './tsig/record.ts'

export const Verdict = {
  /** Send nothing back: it is not a message, or itself a response (a reply to a reply never ends). */
  drop: 0,
  /** Send `rcode` back. */
  reject: 1,
  answer: 2,
} as const
export type Verdict = (typeof Verdict)[keyof typeof Verdict]

/** What a request asks for. */
export const Kind = {
  query: 0,
  /** A whole zone, or what has changed in it: AXFR, IXFR (RFC 5936, RFC 1995). */
  transfer: 1,
  /** RFC 1996. */
  notify: 2,
  /** RFC 2136. */
  update: 3,
  other: 4,
} as const
export type Kind = (typeof Kind)[keyof typeof Kind]

/** Reused from message to message; nothing is allocated by read(). */
export class Query {
  bytes: Uint8Array = new Uint8Array(HEADER)
  /** Where the message begins in `bytes`. */
  from = 0
  /** Second word of its header. */
  flags = 0
  opcode = 0
  kind: Kind = Kind.query
  /** Set with Verdict.reject. */
  rcode = 0
  /** Whether the message had one readable question, which a response repeats; a query for a cookie has none (RFC 7873 §5.4). */
  hasQuestion = false
  type = 0
  class = 0
  /** Octets of header and question. */
  questionEnd = HEADER
  readonly edns = new Edns()
  /** The TSIG record, if there is one: it decides by which key the request is judged. */
  readonly tsig = new Tsig()
  readonly #name = new Suffixes()
  #nameAt = 0
  #apart = true

  /** The qname. Split into labels at the first use: looking up a prepared answer does not need that. */
  get name(): Suffixes {
    if (!this.#apart) this.#name.set(this.bytes, this.#nameAt)
    this.#apart = true
    return this.#name
  }

  /** Octets of the name, its terminal zero included. */
  get nameLength(): number {
    return this.questionEnd - HEADER - 4
  }

  /** Reads the message at bytes[from, to). */
  read(bytes: Uint8Array, from: number, to: number): Verdict {
    if (to - from < HEADER) return Verdict.drop
    this.bytes = bytes
    this.from = from
    this.flags = get16(bytes, from + 2)
    if (this.flags & Bit.QR) return Verdict.drop
    this.opcode = opcodeOf(this.flags)
    this.hasQuestion = false
    // Not split: a message without a question has no name, and the previous message's name lay in other octets.
    this.#apart = true
    this.questionEnd = HEADER
    this.edns.clear()
    this.tsig.clear()
    this.kind = kindOf(this.opcode)
    if (this.opcode !== Opcode.QUERY) return this.#readUnknown(to)
    const questions = get16(bytes, from + 4)
    // RFC 9619 §4: a query has at most one question.
    if (questions > 1) return this.#reject(Rcode.FORMERR)
    let at = from + HEADER
    if (questions === 1) {
      at = this.#readQuestion(at, to)
      if (at < 0) return this.#reject(Rcode.FORMERR)
      this.hasQuestion = true
      this.questionEnd = at - from
      if (this.type === Type.AXFR || this.type === Type.IXFR) this.kind = Kind.transfer
    }
    at = this.#readRecords(at, to)
    // Octets behind the last record, or fewer records than counted, or a misplaced OPT or TSIG (RFC 6891 §6.1.1, RFC 8945 §5.2).
    if (at !== to) {
      this.tsig.clear()
      return this.#reject(Rcode.FORMERR)
    }
    // RFC 6891 §6.1.3: BADVERS comes before anything that another version may mean.
    if (this.#isOfOtherVersion()) return this.#reject(Rcode.BADVERS)
    if (this.edns.malformed) return this.#reject(Rcode.FORMERR)
    return Verdict.answer
  }

  /** We do not know what another opcode means by its sections. If we find an OPT, we send one back (RFC 6891 §6.1.1). */
  #readUnknown(to: number): Verdict {
    const { bytes, from } = this
    let at = from + HEADER
    for (let i = get16(bytes, from + 4); i > 0 && at >= 0; i--) at = this.#readQuestion(at, to)
    if (at < 0 || this.#readRecords(at, to) !== to) {
      this.edns.clear()
      this.tsig.clear()
      // Those two are made like a query (RFC 1996 §3.2, RFC 2136 §2).
      if (this.kind !== Kind.other) return this.#reject(Rcode.FORMERR)
    }
    // RFC 6891 §6.1.3: whatever the opcode.
    return this.#reject(this.#isOfOtherVersion() ? Rcode.BADVERS : Rcode.NOTIMP)
  }

  #isOfOtherVersion(): boolean {
    return this.edns.present && this.edns.version !== 0
  }

  #reject(rcode: number): Verdict {
    this.rcode = rcode
    return Verdict.reject
  }

  /** The name must be written out: there is nothing before it that a pointer could point to. */
  #readQuestion(at: number, to: number): number {
    const { bytes } = this
    let p = at
    while (p < to && bytes[p] !== 0) {
      if (bytes[p]! > 63) return -1
      p += bytes[p]! + 1
    }
    if (p + 5 > to || p + 1 - at > MAX_NAME) return -1
    this.#nameAt = at
    this.#apart = false
    this.type = get16(bytes, p + 1)
    this.class = get16(bytes, p + 3)
    return p + 5
  }

  /** Walks over all records and notes OPT and TSIG. Gives the place behind the last one, or -1. */
  #readRecords(start: number, to: number): number {
    const { bytes, from } = this
    const leading = get16(bytes, from + 6) + get16(bytes, from + 8)
    const all = leading + get16(bytes, from + 10)
    let at = start
    for (let i = 0; i < all; i++) {
      const owner = at
      at = endOfName(bytes, at, to, from)
      if (at < 0 || at + 10 > to) return -1
      const type = get16(bytes, at)
      const end = at + 10 + get16(bytes, at + 8)
      if (end > to) return -1
      if (type === Type.OPT) {
        if (i < leading || this.edns.present || bytes[owner] !== 0) return -1
        this.edns.read(bytes, at, end)
      }
      // RFC 8945 §5.1: the last record of the additional section, so there is one at most.
      if (type === Type.TSIG && (i < leading || i !== all - 1 || !this.tsig.read(bytes, from, owner, at, end)))
        return -1
      at = end
    }
    return at
  }
}

function kindOf(opcode: number): Kind {
  if (opcode === Opcode.QUERY) return Kind.query
  if (opcode === Opcode.NOTIFY) return Kind.notify
  return opcode === Opcode.UPDATE ? Kind.update : Kind.other
}
