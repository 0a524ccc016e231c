// A whole zone as the messages of one transfer (RFC 5936 §2.2): each is made when it is wanted, out of the edition that the
// first one was made of.

import { Class } from '../../dns/classes.ts'
import { MAX_NAME } from '../../dns/name.ts'
import { Rcode } from '../../dns/rcodes.ts'
import { Type } from '../../dns/types.ts'
import { OPT_LENGTH } from '../../wire/edns.ts'
import { Bit, HEADER, put16 } from '../../wire/header.ts'
import { MessageWriter } from '../../wire/message-writer.ts'
import type { Query } from '../../wire/query.ts'
import { APEX, hasTarget, type Node, type RRset, type Zone } from '../../zone/zone.ts'

/** Octets after which a message is full: names further in cannot be pointed to (RFC 1035 §4.1.4). */
const FULL = 0x4000
const MAX_MESSAGE = 0xffff

/** The SOA, everything else, and the SOA once more. */
export function* zoneMessages(zone: Zone, query: Query, udpSize: number): Generator<Uint8Array, void, undefined> {
  const message = new TransferMessage(query, udpSize, Rcode.NOERROR)
  yield* message.take(zone, APEX, zone.soa)
  for (let node: Node = APEX; node < zone.nodes; node++)
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++)
      if (set !== zone.soa) yield* message.take(zone, node, set)
  yield* message.take(zone, APEX, zone.soa)
  if (message.hasRecords) yield message.end()
}

/** The answer where there is no zone to be had. */
export function refusalMessage(query: Query, udpSize: number, rcode: number): Uint8Array {
  return new TransferMessage(query, udpSize, rcode).end()
}

/** RFC 1995 §2: all that a client that has the newest version already is told. `zone` has a SOA. */
export function soaMessage(zone: Zone, query: Query, udpSize: number): Uint8Array {
  const message = new TransferMessage(query, udpSize, Rcode.NOERROR)
  for (const _full of message.take(zone, APEX, zone.soa)) throw new Error('an SOA fits into any message')
  return message.end()
}

/** The message that is being filled. */
class TransferMessage {
  readonly #query: Query
  /** Of the OPT record in the first message; 0 where the client has none. */
  readonly #udpSize: number
  readonly #rcode: number
  /** RFC 5936 §3.4: a secondary spells names as we do. */
  readonly #writer = new MessageWriter({ exact: true })
  readonly #owner = new Uint8Array(MAX_NAME)
  readonly #out = new Uint8Array(MAX_MESSAGE)
  #answers = 0
  #isFirst = true

  constructor(query: Query, udpSize: number, rcode: number) {
    this.#query = query
    this.#udpSize = query.edns.present ? udpSize : 0
    this.#rcode = rcode
    this.#begin()
  }

  get hasRecords(): boolean {
    return this.#answers > 0
  }

  /** Takes the records of the set in, and gives the messages that are full on the way. */
  *take(zone: Zone, node: Node, set: RRset): Generator<Uint8Array, void, undefined> {
    const type = zone.type(set)
    const ttl = zone.ttl(set)
    const withTarget = hasTarget(type)
    zone.writeName(node, this.#owner, 0)
    let data = zone.dataOf(set)
    for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, withTarget)) {
      const end = data + zone.lengthOf(data)
      if (!this.#fits(type, ttl, zone.heap, data, end)) {
        yield this.end()
        if (!this.#fits(type, ttl, zone.heap, data, end)) throw new Error('a record is larger than a message')
      }
      if (this.#writer.length >= FULL) yield this.end()
    }
  }

  #fits(type: number, ttl: number, bytes: Uint8Array, data: number, end: number): boolean {
    const writer = this.#writer
    const before = writer.length
    writer.name(this.#owner, 0)
    writer.u16(type)
    writer.u16(Class.IN)
    writer.u32(ttl)
    writer.rdata(type, bytes, data, end)
    if (writer.overflows) {
      writer.rewind(before)
      return false
    }
    this.#answers++
    return true
  }

  /** The message as it is; the next one begins. */
  end(): Uint8Array {
    const out = this.#out
    const { bytes, from, flags } = this.#query
    out.set(bytes.subarray(from, from + 2))
    const authoritative = this.#rcode === Rcode.NOERROR ? Bit.AA : 0
    put16(out, 2, Bit.QR | authoritative | (flags & Bit.RD) | this.#rcode)
    put16(out, 4, this.#isFirst ? 1 : 0)
    put16(out, 6, this.#answers)
    put16(out, 8, 0)
    const hasOpt = this.#isFirst && this.#udpSize > 0
    put16(out, 10, hasOpt ? 1 : 0)
    const message = out.slice(0, this.#writer.length + (hasOpt ? OPT_LENGTH : 0))
    // RFC 5936 §2.2.5: an OPT record in the first message answers the client's.
    if (hasOpt) writeOpt(message, this.#writer.length, this.#udpSize)
    this.#isFirst = false
    this.#begin()
    return message
  }

  #begin(): void {
    const { bytes, from, questionEnd, name } = this.#query
    this.#answers = 0
    this.#writer.begin(this.#out, 0, MAX_MESSAGE - OPT_LENGTH)
    // RFC 5936 §2.2.2: the question is copied into the first message, and need not be in those that follow.
    if (this.#isFirst) this.#writer.question(bytes, from + HEADER, from + questionEnd, name)
  }
}

function writeOpt(message: Uint8Array, at: number, udpSize: number): void {
  message.fill(0, at)
  put16(message, at + 1, Type.OPT)
  put16(message, at + 3, udpSize)
}
