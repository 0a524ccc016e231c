// Builds the messages of a transfer (RFC 5936 §2.2) one after the other, record by record: the caller gives records, and takes each
// message that is full.

import { put16 } from '../../dns/big-endian.ts'
import { MAX_NAME } from '../../dns/name.ts'
import { Rcode } from '../../dns/rcodes.ts'
import { thisMoment } from '../../system/clocks.ts'
import { Bit, HEADER } from '../../wire/header.ts'
import type { Query } from '../../wire/query.ts'
import { hasTarget, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { RecordWriter } from './record-writer.ts'
import { optLength, type TransferOpt, writeOpt } from './transfer-opt.ts'

/** Octets after which a message is full: names further in cannot be pointed to (RFC 1035 §4.1.4). */
const FULL = 0x4000
const MAX_MESSAGE = 0xffff

/** What goes with every message of an answer. */
export type Envelope = {
  /** Octets of a UDP message that we take, for the OPT record. */
  readonly udpSize: number
  /** Octets that each message leaves free for the record that signs it. */
  readonly reserved: number
  /** RFC 7314 §3: seconds for which the zone is good, for a client that asks. */
  readonly expire?: number
  /** For a client that asks: when the record of this owner ends, in milliseconds of the steady clock; undefined: it does not end. */
  readonly endOf?: (owner: Uint8Array, at: number, type: number) => number | undefined
}

/** A record that fits into no message. */
export type Misfit = { readonly owner: Uint8Array; readonly type: number }

/** Messages as they get full; at the end, what kept the rest from being sent. */
export type Messages = Generator<Uint8Array, Misfit | undefined, undefined>

/** The answer to a client that gets no zone. `error`: an extended error (RFC 8914), or -1. */
export function refusalMessage(query: Query, envelope: Envelope, rcode: number, error = -1): Uint8Array {
  return new TransferMessage(query, envelope, rcode, error).end()
}

/** How far a set of records has been taken in: all of it; until the message was full; or to one that fits into no message. */
export const Taken = { all: 0, full: 1, misfit: 2 } as const
export type Taken = (typeof Taken)[keyof typeof Taken]

export class TransferMessage {
  readonly #query: Query
  readonly #rcode: number
  readonly #envelope: Envelope
  readonly #error: number
  readonly #writer = new RecordWriter()
  readonly #owner = new Uint8Array(MAX_NAME)
  readonly #out = new Uint8Array(MAX_MESSAGE)
  #answers = 0
  /** Milliseconds until each record of the message ends, for a client that asks. */
  #ends: number[] = []
  #isFirst = true
  /** The set that is being taken in, and what is left of it. */
  #zone: Zone | undefined
  #node = NONE
  #type = 0
  #ttl = 0
  #data = 0
  #left = 0
  /** The record before this one in the message has the same owner. */
  #isSameOwner = false

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

  /** Takes the records of the set in. */
  take(zone: Zone, node: Node, set: RRset): Taken {
    if (node !== this.#node || zone !== this.#zone) {
      zone.writeName(node, this.#owner, 0)
      this.#isSameOwner = false
    }
    this.#zone = zone
    this.#node = node
    this.#type = zone.type(set)
    this.#ttl = zone.ttl(set)
    this.#data = zone.dataOf(set)
    this.#left = zone.size(set)
    return this.more()
  }

  /** Goes on with the set where the message before was full. */
  more(): Taken {
    const zone = this.#zone!
    const type = this.#type
    const withTarget = hasTarget(type)
    for (; this.#left > 0; this.#left--) {
      if (this.isFull) return Taken.full
      const data = this.#data
      const end = data + zone.lengthOf(data)
      if (!this.#writer.record(this.#owner, 0, this.#isSameOwner, type, this.#ttl, zone.heap, data, end))
        return this.hasRecords ? Taken.full : Taken.misfit
      this.#answers++
      // Records of an image do not end by themselves.
      if (this.#envelope.endOf !== undefined) this.#ends.push(Number.POSITIVE_INFINITY)
      this.#isSameOwner = true
      this.#data = zone.nextData(data, withTarget)
    }
    return this.isFull ? Taken.full : Taken.all
  }

  /** The record of the set being taken in that fits into no message. */
  get misfit(): Misfit {
    return { owner: this.#owner.slice(), type: this.#type }
  }

  /** Takes a record in; false where there is no room for it. `end`: when it ends, if the caller knows; by default the envelope is asked. */
  add(
    owner: Uint8Array,
    ownerAt: number,
    type: number,
    ttl: number,
    bytes: Uint8Array,
    from: number,
    to: number,
    end?: number,
  ): boolean {
    this.#node = NONE
    if (!this.#writer.record(owner, ownerAt, false, type, ttl, bytes, from, to)) return false
    this.#answers++
    const { endOf } = this.#envelope
    if (endOf !== undefined)
      this.#ends.push((end ?? endOf(owner, ownerAt, type) ?? Number.POSITIVE_INFINITY) - thisMoment().steady)
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
    const { bytes, from, questionEnd } = this.#query
    this.#answers = 0
    this.#isSameOwner = false
    this.#ends = []
    this.#writer.begin(this.#out, MAX_MESSAGE - optLength(this.#opt) - this.#roomForEnds - this.#envelope.reserved)
    // RFC 5936 §2.2.2: the question is copied into the first message, and need not be in those that follow.
    if (this.#isFirst) this.#writer.question(bytes, from + HEADER, from + questionEnd)
  }

  get #roomForEnds(): number {
    return this.#envelope.endOf === undefined ? 0 : FULL / 4
  }

  get #opt(): TransferOpt {
    const { udpSize, expire, endOf } = this.#envelope
    const [said, error] = this.#isFirst ? [expire, this.#error] : [undefined, -1]
    return { query: this.#query, udpSize, expire: said, error, ends: endOf && this.#ends }
  }
}
