// Reads what a primary sends for a zone, message by message: a whole zone, or the changes since our version (RFC 5936 §2.2, RFC 1995 §4).
// The stream gives nothing before the last record is here and all of it fits together.
//
//   AXFR:  SOA, all others, SOA
//   IXFR:  SOA                                       there is nothing newer
//          SOA, others, SOA                          as AXFR, where the primary has no history
//          SOA, { SOA old, gone, SOA new, come }…, SOA

import { isWithin, nameLength, sameName } from '../dns/name.ts'
import { Octets } from '../dns/octets.ts'
import { decodeRdata, isDecodedAsItIs, lowerRdataNames, validRdata } from '../dns/rdata/rdata.ts'
import { isNewerSerial } from '../dns/serial.ts'
import { MAX_TTL } from '../dns/ttl.ts'
import { isMetaType, Type } from '../dns/types.ts'
import { take } from '../memory/budget.ts'
import { ZoneBuilder } from '../zone/builder.ts'
import { type Changeset, RecordList } from '../zone/changeset.ts'
import { type Asked, InboundMessage, type MessageFault } from './inbound-message.ts'

export type { Asked } from './inbound-message.ts'

/** The most that one transfer may bring. */
export type StreamLimits = { readonly records: number; readonly octets: number }

export type StreamFault =
  | MessageFault
  /** No SOA of the zone comes first; the last SOA differs from the first, or another stands between; an SOA stands below the apex. */
  | { readonly kind: 'no-soa-first' | 'soa-differs' | 'soa-not-apex' | 'soa-malformed' }
  /** Records follow the last one. */
  | { readonly kind: 'after-end' }
  /** The changes do not begin where we are, do not follow one another, or do not lead to the newest version. */
  | { readonly kind: 'chain' }
  | { readonly kind: 'limit'; readonly of: 'records' | 'octets'; readonly met: number; readonly limit: number }

/** Records of the stream that the zone does not get. */
export type LeftOut = {
  /** How many are not at or below the apex. */
  outside: number
  /** How many have rdata that their type forbids, or a type that no zone holds. */
  unfit: number
  /** The first of them. */
  readonly examples: { readonly owner: Uint8Array; readonly type: number }[]
}

export type Delivered =
  | { readonly kind: 'zone'; readonly serial: number; readonly builder: ZoneBuilder }
  | { readonly kind: 'changes'; readonly serial: number; readonly changesets: readonly Changeset[] }
  /** RFC 1995 §4: the primary has nothing newer. */
  | { readonly kind: 'one-soa'; readonly serial: number }

export type StreamStep =
  | { readonly kind: 'more' }
  | { readonly kind: 'done'; readonly delivered: Delivered }
  | { readonly kind: 'failed'; readonly fault: StreamFault }

type Soa = { readonly serial: number; readonly ttl: number; readonly rdata: Uint8Array; readonly lower: Uint8Array }

const CLASS_IN = 1
const MOST_EXAMPLES = 5
/** Octets of the five numbers at the end of an SOA (RFC 1035 §3.3.13), the serial first. */
const SOA_NUMBERS = 20

export class ZoneStream {
  readonly #asked: Asked
  readonly #limits: StreamLimits
  readonly #message: InboundMessage
  readonly #rdata = new Octets(1024)
  readonly leftOut: LeftOut = { outside: 0, unfit: 0, examples: [] }
  /** In all messages so far. */
  records = 0
  octets = 0
  #first: Soa | undefined
  #firstOwner: Uint8Array | undefined
  #isOutside = false
  /** The part has seen this owner with an earlier record. */
  #isOwnerKnown = false
  #part: Part | undefined
  #delivered: Delivered | undefined
  #fault: StreamFault | undefined

  constructor(asked: Asked, limits: StreamLimits) {
    this.#asked = asked
    this.#limits = limits
    this.#message = new InboundMessage(asked)
  }

  /** Only an SOA has come, newer than ours: the rest is on its way, or the primary sends no more (RFC 1995 §2). */
  get isLoneSoa(): boolean {
    return this.#first !== undefined && this.#part === undefined
  }

  /** Takes the next message, whose TSIG the caller has checked. After a fault, every message gives one. */
  take(message: Uint8Array): StreamStep {
    this.#fault ??= this.#taken(message)
    if (this.#fault !== undefined) return { kind: 'failed', fault: this.#fault }
    return this.#delivered === undefined ? MORE : { kind: 'done', delivered: this.#delivered }
  }

  #taken(bytes: Uint8Array): StreamFault | undefined {
    if (this.#delivered !== undefined) return { kind: 'after-end' }
    this.octets += bytes.length
    const { octets: limit } = this.#limits
    if (this.octets > limit) return { kind: 'limit', of: 'octets', met: this.octets, limit }
    const message = this.#message
    const fault = message.begin(bytes)
    if (fault !== undefined) return fault
    while (message.next()) {
      const wrong = this.#delivered === undefined ? this.#record() : ({ kind: 'after-end' } as const)
      if (wrong !== undefined) return wrong
    }
    this.#endOfMessage()
    return undefined
  }

  /** The second record shows whether more will come, and it may be in the next message. */
  #endOfMessage(): void {
    const { serial } = this.#asked
    if (serial === undefined || this.#first === undefined || this.#part !== undefined) return
    if (!isNewerSerial(this.#first.serial, serial)) this.#delivered ??= { kind: 'one-soa', serial: this.#first.serial }
  }

  #record(): StreamFault | undefined {
    const message = this.#message
    const { records: limit } = this.#limits
    if (++this.records > limit) return { kind: 'limit', of: 'records', met: this.records, limit }
    if (message.class !== CLASS_IN) return { kind: 'wrong-class' }
    const { apex } = this.#asked
    if (message.type === Type.SOA) {
      // CVE-2021-25214: an SOA below the apex of what is transferred.
      if (!sameName(message.owner, 0, apex, 0)) return { kind: 'soa-not-apex' }
      const soa = this.#soa()
      if (soa === undefined) return { kind: 'soa-malformed' }
      this.#isOutside = false
      this.#isOwnerKnown = false
      return this.#first === undefined ? this.#begin(soa) : this.#laterSoa(soa, this.#first)
    }
    if (this.#first === undefined) return { kind: 'no-soa-first' }
    if (!message.isSameOwner) {
      this.#isOutside = !isWithin(message.owner, 0, apex, 0)
      this.#isOwnerKnown = false
    }
    this.#part ??= this.#wholeZone(this.#first)
    if (this.#isOutside) return this.#leaveOut('outside')
    const { type, bytes, at, end } = message
    if (isMetaType(type)) return this.#leaveOut('unfit')
    if (isDecodedAsItIs(type)) {
      if (!validRdata(type, bytes, at, end)) return this.#leaveOut('unfit')
      this.#part.add(message, bytes, at, end, this.#isOwnerKnown)
    } else {
      const rdata = this.#rdata
      rdata.clear()
      if (!decodeRdata(type, bytes, at, end, rdata)) return this.#leaveOut('unfit')
      this.#part.add(message, rdata.bytes, 0, rdata.length, this.#isOwnerKnown)
    }
    this.#isOwnerKnown = true
    return undefined
  }

  #begin(soa: Soa): undefined {
    this.#first = soa
    this.#firstOwner = this.#message.owner.slice(0, nameLength(this.#message.owner, 0))
  }

  #laterSoa(soa: Soa, first: Soa): StreamFault | undefined {
    if (this.#part === undefined && this.#asked.serial === soa.serial && !isSame(soa, first))
      this.#part = new Changes(this.#asked.serial, first)
    this.#part ??= this.#wholeZone(first)
    const delivered = this.#part.soa(soa, this.#message)
    if (delivered === undefined) return undefined
    if ('builder' in delivered || 'changesets' in delivered) this.#delivered = delivered
    else return delivered
    return undefined
  }

  #wholeZone(first: Soa): Part {
    // RFC 5936 §6: records of an earlier try are no part of this one.
    return new Whole(new ZoneBuilder(this.#asked.apex), this.#firstOwner!, first, () => this.records)
  }

  #soa(): Soa | undefined {
    const { bytes, at, end, ttl } = this.#message
    const out = this.#rdata
    out.clear()
    if (!decodeRdata(Type.SOA, bytes, at, end, out)) return undefined
    const rdata = out.view().slice()
    const lower = rdata.slice()
    lowerRdataNames(Type.SOA, lower, 0, lower.length)
    const serial = new DataView(rdata.buffer).getUint32(rdata.length - SOA_NUMBERS)
    return { serial, ttl: cutTtl(ttl), rdata, lower }
  }

  #leaveOut(why: 'outside' | 'unfit'): undefined {
    const { owner, type } = this.#message
    this.leftOut[why]++
    const { examples } = this.leftOut
    if (examples.length < MOST_EXAMPLES) examples.push({ owner: owner.slice(0, nameLength(owner, 0)), type })
  }
}

const MORE: StreamStep = { kind: 'more' }

/** How to read the records behind the first SOA: as a whole zone, or as changes. */
interface Part {
  /** Adds the message's current record. bytes[from, to) is its rdata without pointers. */
  add(message: InboundMessage, bytes: Uint8Array, from: number, to: number, isOwnerKnown: boolean): void
  /** Gives what the whole transfer amounts to, if this SOA is its last record. */
  soa(soa: Soa, message: InboundMessage): Exclude<Delivered, { kind: 'one-soa' }> | StreamFault | undefined
}

class Whole implements Part {
  readonly #builder: ZoneBuilder
  readonly #first: Soa
  /** The record's number stands for a line. */
  readonly #number: () => number

  constructor(builder: ZoneBuilder, owner: Uint8Array, first: Soa, number: () => number) {
    this.#builder = builder
    this.#first = first
    this.#number = number
    builder.owner(owner, 0)
    builder.record(Type.SOA, first.ttl, first.rdata, first.rdata.length, 1)
  }

  add({ owner, type, ttl }: InboundMessage, bytes: Uint8Array, from: number, to: number, isOwnerKnown: boolean): void {
    if (!isOwnerKnown) this.#builder.owner(owner, 0)
    this.#builder.record(type, ttl, bytes, to - from, this.#number(), from)
  }

  /** RFC 5936 §2.2: the last record repeats the first in every field, and no other SOA stands between. */
  soa(soa: Soa): Exclude<Delivered, { kind: 'one-soa' }> | StreamFault {
    if (!isSame(soa, this.#first)) return { kind: 'soa-differs' }
    return { kind: 'zone', serial: soa.serial, builder: this.#builder }
  }
}

class Changes implements Part {
  readonly #newest: Soa
  readonly #changesets: Changeset[] = []
  #removed = emptyList()
  #added: RecordList | undefined
  /** The serial to which the changes so far lead. */
  #serial: number

  constructor(serial: number, newest: Soa) {
    this.#serial = serial
    this.#newest = newest
  }

  add({ owner, type, ttl }: InboundMessage, bytes: Uint8Array, from: number, to: number): void {
    const list = this.#added ?? this.#removed
    list.add(owner, 0, type, cutTtl(ttl), bytes, from, to)
  }

  soa(soa: Soa, { owner }: InboundMessage): Exclude<Delivered, { kind: 'one-soa' }> | StreamFault | undefined {
    const begins = this.#removed.count === 0
    if (!begins && this.#added === undefined) {
      // RFC 1982: a comparison of plain numbers fails where serials wrap.
      if (!isNewerSerial(soa.serial, this.#serial)) return { kind: 'chain' }
      this.#serial = soa.serial
      this.#added = emptyList()
      return put(this.#added, owner, soa)
    }
    if (this.#added !== undefined) {
      this.#changesets.push({ removed: this.#removed, added: this.#added })
      this.#removed = emptyList()
      this.#added = undefined
      if (this.#serial === this.#newest.serial) {
        if (!isSame(soa, this.#newest)) return { kind: 'soa-differs' }
        return { kind: 'changes', serial: soa.serial, changesets: this.#changesets }
      }
    }
    if (soa.serial !== this.#serial) return { kind: 'chain' }
    return put(this.#removed, owner, soa)
  }
}

/** In octets, what a list takes here: a step of two SOA records takes more than on the wire. */
const LIST = 768

function emptyList(): RecordList {
  take(LIST)
  return RecordList.empty()
}

function put(list: RecordList, owner: Uint8Array, { ttl, rdata }: Soa): undefined {
  list.add(owner, 0, Type.SOA, ttl, rdata, 0, rdata.length)
}

/** Whether they agree in every field. Names may differ in case: a pointer may lead to another spelling. */
function isSame(one: Soa, other: Soa): boolean {
  return one.ttl === other.ttl && Buffer.compare(one.lower, other.lower) === 0
}

/** RFC 2181 §8. */
function cutTtl(ttl: number): number {
  return ttl > MAX_TTL ? 0 : ttl
}
