// One message of a transfer after the other (RFC 5936 §2.2), filled record by record: whoever has records gives them, and takes the
// messages that are full.

import { put16 } from '../../dns/big-endian.ts'
import { Class } from '../../dns/classes.ts'
import { MAX_NAME } from '../../dns/name.ts'
import { Rcode } from '../../dns/rcodes.ts'
import { Bit, HEADER } from '../../wire/header.ts'
import { MessageWriter } from '../../wire/message-writer.ts'
import type { Query } from '../../wire/query.ts'
import { hasTarget, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { optLength, type TransferOpt, writeOpt } from './transfer-opt.ts'

/** Octets after which a message is full: names further in cannot be pointed to (RFC 1035 §4.1.4). */
const FULL = 0x4000
const MAX_MESSAGE = 0xffff

/** What goes with every message of an answer. */
export type Envelope = {
  /** The answer's OPT record tells it. */
  readonly udpSize: number
  /** Octets that each message leaves free for the record that signs it. */
  readonly reserved: number
  /** RFC 7314 §3: seconds that the zone is good for, for who asks. */
  readonly expire?: number
}

/** A record that fits into no message. */
export type Misfit = { readonly owner: Uint8Array; readonly type: number }

/** Messages as they get full; at the end, what kept the rest from being sent. */
export type Messages = Generator<Uint8Array, Misfit | undefined, undefined>

/** The answer where there is no zone to be had, with what more there is to say (RFC 8914), or -1. */
export function refusalMessage(query: Query, envelope: Envelope, rcode: number, error = -1): Uint8Array {
  return new TransferMessage(query, envelope, rcode, error).end()
}

export class TransferMessage {
  readonly #query: Query
  readonly #rcode: number
  readonly #envelope: Envelope
  readonly #error: number
  /** RFC 5936 §3.4: a secondary spells names as we do. */
  readonly #writer = new MessageWriter({ exact: true })
  readonly #owner = new Uint8Array(MAX_NAME)
  readonly #out = new Uint8Array(MAX_MESSAGE)
  #answers = 0
  #isFirst = true

  constructor(query: Query, envelope: Envelope, rcode: number = Rcode.NOERROR, error = -1) {
    this.#query = query
    this.#envelope = envelope
    this.#rcode = rcode
    this.#error = error
    this.#begin()
  }

  get hasRecords(): boolean {
    return this.#answers > 0
  }

  /** Takes the records of the set in, and gives the messages that are full on the way. */
  *take(zone: Zone, node: Node, set: RRset): Messages {
    const type = zone.type(set)
    const ttl = zone.ttl(set)
    const withTarget = hasTarget(type)
    zone.writeName(node, this.#owner, 0)
    let data = zone.dataOf(set)
    for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, withTarget)) {
      const end = data + zone.lengthOf(data)
      if (!this.add(this.#owner, 0, type, ttl, zone.heap, data, end)) {
        if (this.hasRecords) yield this.end()
        if (!this.add(this.#owner, 0, type, ttl, zone.heap, data, end)) return { owner: this.#owner.slice(), type }
      }
      if (this.isFull) yield this.end()
    }
    return undefined
  }

  /** Takes a record in; false where there is no room for it. */
  add(
    owner: Uint8Array,
    ownerAt: number,
    type: number,
    ttl: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): boolean {
    const writer = this.#writer
    const before = writer.length
    writer.name(owner, ownerAt)
    writer.u16(type)
    writer.u16(Class.IN)
    writer.u32(ttl)
    writer.rdata(type, bytes, from, to)
    if (writer.overflows) {
      writer.rewind(before)
      return false
    }
    this.#answers++
    return true
  }

  get isFull(): boolean {
    return this.#writer.length >= FULL
  }

  /** The message as it is; the next one begins. */
  end(): Uint8Array {
    const out = this.#out
    const { bytes, from, flags } = this.#query
    const { length } = this.#writer
    out.set(bytes.subarray(from, from + 2))
    const authoritative = this.#rcode === Rcode.NOERROR ? Bit.AA : 0
    put16(out, 2, Bit.QR | authoritative | (flags & Bit.RD) | this.#rcode)
    put16(out, 4, this.#isFirst ? 1 : 0)
    put16(out, 6, this.#answers)
    put16(out, 8, 0)
    const opt = this.#opt
    const octets = optLength(opt)
    put16(out, 10, octets > 0 ? 1 : 0)
    const message = out.slice(0, length + octets)
    writeOpt(opt, message, length)
    this.#isFirst = false
    this.#begin()
    return message
  }

  #begin(): void {
    const { bytes, from, questionEnd, name } = this.#query
    this.#answers = 0
    this.#writer.begin(this.#out, 0, MAX_MESSAGE - optLength(this.#opt) - this.#envelope.reserved)
    // RFC 5936 §2.2.2: the question is copied into the first message, and need not be in those that follow.
    if (this.#isFirst) this.#writer.question(bytes, from + HEADER, from + questionEnd, name)
  }

  get #opt(): TransferOpt {
    const { udpSize, expire } = this.#envelope
    const [said, error] = this.#isFirst ? [expire, this.#error] : [undefined, -1]
    return { query: this.#query, udpSize, expire: said, error }
  }
}
