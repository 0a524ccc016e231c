// Writes a response value as a message: rrsets in order, each whole or not at all, within the size that the client takes.

import { put16 } from '../dns/big-endian.ts'
import { MAX_NAME, nameLength } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import { MAX_RDATA } from '../lists/entries.ts'
import { Bit, HEADER } from '../wire/header.ts'
import { MessageWriter } from '../wire/message-writer.ts'
import type { Query } from '../wire/query.ts'
import { hasTarget, NONE, type RRset, type Zone } from '../zone/zone.ts'
import { type Made, OCTETS, type Response, Section } from './response.ts'

const CLASS_IN = 1
const SECTIONS = [Section.answer, Section.authority, Section.additional]

/** Reused from answer to answer. */
export class Renderer {
  readonly #writer = new MessageWriter()
  readonly #nodeName = new Uint8Array(MAX_NAME)
  readonly #rdata = new Uint8Array(MAX_RDATA)
  /** The owner of the item being written, as octets at (#owner, #ownerAt); and where it stands in the message (0: nowhere yet). */
  #owner: Uint8Array = this.#nodeName
  #ownerAt = 0
  #pointer = 0
  /** Records per section. */
  readonly #counts = new Int32Array(4)
  #isLast = false

  /** Whether the message written last holds all of its response, optional records too. */
  complete = false

  /** Whether the message written last has TC set, because a required rrset did not fit. */
  truncated = false

  /**
   * Writes the answer to `query` at out[at, …), at most `limit` octets, and returns its length. It writes no OPT record.
   * `rotation`: which record of each rrset comes first. `isLast`: no other transport holds more, so glue may be left out without TC.
   */
  render(
    query: Query,
    response: Response,
    out: Uint8Array,
    at: number,
    limit: number,
    rotation: number,
    isLast = false,
  ): number {
    const writer = this.#writer
    this.#isLast = isLast
    writer.begin(out, at, limit)
    if (query.hasQuestion) {
      const start = query.from + HEADER
      writer.question(query.bytes, start, query.from + query.questionEnd, query.name, response.commonAt)
    }
    this.#counts.fill(0)
    this.complete = true
    this.truncated = !this.#writeItems(query, response, rotation)
    this.#writeHeader(query, response, this.truncated, out, at)
    return writer.length
  }

  /** Where pointers stand in the message written last; the list ends after MAX_POINTERS. */
  get pointers(): { readonly count: number; readonly at: Uint16Array } {
    return { count: this.#writer.pointers, at: this.#writer.pointerAt }
  }

  /** False where a required item did not fit. */
  #writeItems(query: Query, response: Response, rotation: number): boolean {
    // We go through the list once per section: in it the proof for an alias stands before the rrsets of later links.
    for (let section = 0; section < SECTIONS.length; section++)
      for (let i = 0; i < response.count; i++)
        if (response.section[i] === SECTIONS[section] && !this.#fits(query, response, i, rotation)) return false
    return true
  }

  /** Writes item `i`, whole or not at all. False where it is required and does not fit. */
  #fits(query: Query, response: Response, i: number, rotation: number): boolean {
    const writer = this.#writer
    const before = writer.length
    const records = this.#writeItem(query, response, i, rotation)
    if (!writer.overflows) {
      this.#counts[response.section[i]!]! += records
      return true
    }
    writer.rewind(before)
    this.complete = false
    // RFC 2181 §9: TC only where a required rrset is left out; then nothing after it is of use.
    if (response.optional[i]!) return true
    // RFC 9471 §3.1: TC makes the client ask again over TCP for glue that does not fit. Over TCP we leave it out: some glue leads
    // further than none.
    return this.#isLast && response.section[i] === Section.additional
  }

  /** Returns the number of records written. */
  #writeItem(query: Query, response: Response, i: number, rotation: number): number {
    const zone = response.zones[i]!
    const set = response.set[i]!
    const ttl = response.ttl[i]!
    this.#setOwner(query, response, i, zone)
    if (set === NONE && response.entries[i] !== undefined) return this.#writeListed(response, i)
    const made = response.made[i]
    if (made !== undefined) return this.#writeMade(zone, set, ttl, rotation, made)
    if (set === NONE) {
      this.#writeSynthesised(response.target[i]!, ttl)
      return 1
    }
    this.#writeSet(zone, set, ttl, rotation)
    const signature = response.signature[i]!
    if (signature === NONE) return zone.size(set)
    // RFC 4034 §3: the TTL of an RRSIG is that of the rrset it covers.
    this.#writeSet(zone, signature, ttl, 0)
    return zone.size(set) + zone.size(signature)
  }

  #setOwner(query: Query, response: Response, i: number, zone: Zone): void {
    this.#pointer = 0
    if (response.owner[i] === OCTETS) {
      this.#owner = response.ownerBytes[i]!
      this.#ownerAt = response.ownerAt[i]!
      if (this.#ownerAt === query.name.at[0] && this.#owner === query.bytes) this.#pointer = HEADER
      return
    }
    zone.writeName(response.owner[i]!, this.#nodeName, 0)
    this.#owner = this.#nodeName
    this.#ownerAt = 0
  }

  /** Writes the item's owner in full for its first record, and a pointer to it for the others. */
  #writeOwner(): void {
    if (this.#pointer !== 0) this.#writer.pointer(this.#pointer)
    else this.#pointer = this.#writer.name(this.#owner, this.#ownerAt)
  }

  /** All records of an rrset, beginning with record `rotation` modulo their number. */
  #writeSet(zone: Zone, set: RRset, ttl: number, rotation: number): void {
    const writer = this.#writer
    const type = zone.type(set)
    const withTarget = hasTarget(type)
    const size = zone.size(set)
    const first = zone.dataOf(set)
    let position = size === 1 ? 0 : rotation % size
    let data = first
    for (let skip = position; skip > 0; skip--) data = zone.nextData(data, withTarget)
    for (let i = 0; i < size && !writer.overflows; i++) {
      this.#writeOwner()
      writer.u16(type)
      writer.u16(CLASS_IN)
      writer.u32(ttl)
      writer.rdata(type, zone.heap, data, data + zone.lengthOf(data))
      position = position + 1 === size ? 0 : position + 1
      data = position === 0 ? first : zone.nextData(data, withTarget)
    }
  }

  #writeListed(response: Response, i: number): number {
    const writer = this.#writer
    const entries = response.entries[i]!
    const entry = response.entry[i]!
    const type = response.type[i]!
    const count = entries.count(entry, type)
    for (let record = 0; record < count && !writer.overflows; record++) {
      this.#writeOwner()
      writer.u16(type)
      writer.u16(CLASS_IN)
      writer.u32(response.ttl[i]!)
      const length = entries.write(entry, type, record, this.#rdata, 0)
      writer.rdata(type, this.#rdata, 0, length)
    }
    return count
  }

  #writeMade(zone: Zone, set: RRset, ttl: number, rotation: number, { type, rdata, signatures }: Made): number {
    if (rdata !== undefined) this.#writeRecord(type, ttl, rdata)
    else this.#writeSet(zone, set, ttl, rotation)
    for (const rrsig of signatures) this.#writeRecord(Type.RRSIG, ttl, rrsig)
    return (rdata === undefined ? zone.size(set) : 1) + signatures.length
  }

  #writeRecord(type: number, ttl: number, rdata: Uint8Array): void {
    const writer = this.#writer
    if (writer.overflows) return
    this.#writeOwner()
    writer.u16(type)
    writer.u16(CLASS_IN)
    writer.u32(ttl)
    writer.rdata(type, rdata, 0, rdata.length)
  }

  #writeSynthesised(target: Uint8Array, ttl: number): void {
    const writer = this.#writer
    this.#writeOwner()
    writer.u16(Type.CNAME)
    writer.u16(CLASS_IN)
    writer.u32(ttl)
    writer.rdata(Type.CNAME, target, 0, nameLength(target, 0))
  }

  #writeHeader(query: Query, response: Response, truncated: boolean, out: Uint8Array, at: number): void {
    // RFC 1035 §4.1.1: ID, opcode and RD come back as sent; we never recurse, so RA is clear. RFC 4035 §3.1.6: AD and CD
    // are clear in authoritative answers. RFC 6895 §2.1: Z is clear.
    let flags = Bit.QR | (query.flags & (0x7800 | Bit.RD)) | (response.rcode & 0xf)
    if (response.authoritative) flags |= Bit.AA
    if (truncated) flags |= Bit.TC
    out[at] = query.bytes[query.from]!
    out[at + 1] = query.bytes[query.from + 1]!
    put16(out, at + 2, flags)
    put16(out, at + 4, query.hasQuestion ? 1 : 0)
    put16(out, at + 6, this.#counts[Section.answer]!)
    put16(out, at + 8, this.#counts[Section.authority]!)
    put16(out, at + 10, this.#counts[Section.additional]!)
  }
}
