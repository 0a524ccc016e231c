// Whole zones as messages that are made once for all who fetch them: those of one edition differ by ID, RD, the type that was asked
// for and OPT, which are put into a copy for each. A message is made when the first client gets to it, and held for those who come
// after; of an edition that nobody else will fetch, only as long as somebody who fetches it has yet to get there.
//
// Bounded by an estimate of what a zone's messages come to: the octets of its data, and what stands around each record.

import { get16, put16 } from '../../dns/big-endian.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import type { Generation } from '../../views/view.ts'
import { Bit, HEADER } from '../../wire/header.ts'
import { Query } from '../../wire/query.ts'
import { hasTarget, type RRset, type Zone } from '../../zone/zone.ts'
import { RENDERED_LIMIT } from './transfer-counts.ts'
import type { Envelope, Messages, Misfit } from './transfer-message.ts'
import { optLength, writeOpt } from './transfer-opt.ts'
import { zoneMessages } from './zone-messages.ts'

/** Messages that nobody fetches for so long are dropped: secondaries that are told of an edition fetch it within a minute. */
const KEPT_MS = 120_000

/** Octets in each message for OPT and a signature, whoever asks. */
const RESERVED = 1024
/** Where no record is longer, messages end at the same record whatever is reserved. */
const LONG_RECORD = 40_000
/** Pointer to the owner, type, class, TTL and length. */
const AROUND_RECORD = 12

export class RenderedZones {
  readonly limit: number
  /** By edition, the longest unused first. */
  readonly #kept = new Map<Zone, Rendered>()
  #timer: NodeJS.Timeout | undefined

  constructor(limit = RENDERED_LIMIT) {
    this.limit = limit
  }

  /** The estimated octets of all messages that are kept. */
  get octets(): number {
    let sum = 0
    for (const { size } of this.#kept.values()) sum += size
    return sum
  }

  /** As zoneMessages(). */
  messages(zone: Zone, query: Query, envelope: Envelope): Messages {
    const rendered = isPlain(zone, query, envelope) ? this.#of(zone) : undefined
    return rendered === undefined
      ? zoneMessages(zone, query, envelope)
      : copies(rendered, { link: rendered.first }, query, envelope)
  }

  /** Drops the messages of editions that this generation does not serve. A client that fetches one gets it to the end. */
  keepServed({ views }: Generation): void {
    for (const zone of this.#kept.keys()) {
      scratch.set(zone.apex, 0)
      const isServed = views.some(({ zones }) => zones.member(zones.enclosing(scratch))?.zone === zone)
      if (!isServed) this.#drop(zone)
    }
  }

  #of(zone: Zone): Rendered | undefined {
    const known = this.#kept.get(zone)
    const rendered = known ?? this.#make(zone)
    if (rendered === undefined) return undefined
    this.#kept.delete(zone)
    this.#kept.set(zone, rendered)
    rendered.used = performance.now()
    this.#timer ??= setInterval(() => this.#forget(), KEPT_MS / 4).unref()
    return rendered
  }

  #make(zone: Zone): Rendered | undefined {
    const size = zone.edition.used.heap + AROUND_RECORD * zone.records
    // How large a list's messages are is not known before.
    if (zone.entries !== undefined || size > this.limit || hasLongRecord(zone)) return undefined
    for (const other of this.#kept.keys()) {
      if (this.octets + size <= this.limit) break
      this.#drop(other)
    }
    return new Rendered(zone, size)
  }

  #drop(zone: Zone): void {
    this.#kept.get(zone)?.letGo()
    this.#kept.delete(zone)
  }

  #forget(): void {
    const now = performance.now()
    for (const [zone, { used }] of this.#kept) if (now - used >= KEPT_MS) this.#drop(zone)
    if (this.#kept.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

const scratch = new Suffixes()

/** A message, and the one after it once a client has got there. */
type Link = { readonly message: Uint8Array; next: Link | undefined }

/** The messages of one edition, as far as somebody has come. */
class Rendered {
  /** Estimated, in octets. */
  readonly size: number
  used = 0
  misfit: Misfit | undefined
  #first: Link | undefined
  readonly #rest: Messages

  constructor(zone: Zone, size: number) {
    this.size = size
    this.#rest = zoneMessages(zone, questionFor(zone), { udpSize: 0, reserved: RESERVED })
    this.#first = this.#make()
  }

  get first(): Link | undefined {
    return this.#first
  }

  /** Undefined behind the last. */
  after(link: Link): Link | undefined {
    link.next ??= this.#make()
    return link.next
  }

  /** Lets no client begin any more. A client under way holds the messages that it has yet to get. */
  letGo(): void {
    this.#first = undefined
  }

  #make(): Link | undefined {
    const { done, value } = this.#rest.next()
    if (!done) return { message: value, next: undefined }
    if (value !== undefined) this.misfit = value
    return undefined
  }
}

/** Where a client is. An object that moves on: a generator would hold a link passed as its argument, and all links after it, to its end. */
type Cursor = { link: Link | undefined }

function* copies(rendered: Rendered, cursor: Cursor, query: Query, envelope: Envelope): Messages {
  const { udpSize, expire, reserved } = envelope
  let isFirst = true
  while (cursor.link !== undefined) {
    const opt = { query, udpSize, expire: isFirst ? expire : undefined, error: -1 }
    yield copyFor(query, cursor.link.message, opt, reserved)
    isFirst = false
    cursor.link = rendered.after(cursor.link)
  }
  return rendered.misfit
}

/** `reserved`: octets behind it in its buffer, where its signature is to lie. */
function copyFor(query: Query, message: Uint8Array, opt: Parameters<typeof writeOpt>[0], reserved: number): Uint8Array {
  const { bytes, from, flags, questionEnd, type } = query
  const octets = optLength(opt)
  const copy = new Uint8Array(message.length + octets + reserved).subarray(0, message.length + octets)
  copy.set(message)
  copy[0] = bytes[from]!
  copy[1] = bytes[from + 1]!
  put16(copy, 2, get16(copy, 2) | (flags & Bit.RD))
  if (get16(copy, 4) > 0) put16(copy, questionEnd - 4, type)
  if (octets > 0) put16(copy, 10, 1)
  writeOpt(opt, copy, message.length)
  return copy
}

/** Whether kept messages fit: the question spells the apex as the zone does. Other spellings come back, in the names too. */
function isPlain({ apex }: Zone, query: Query, { reserved, udpSize, expire }: Envelope): boolean {
  const { bytes, from, questionEnd } = query
  if (reserved + optLength({ query, udpSize, expire, error: -1 }) > RESERVED) return false
  if (questionEnd !== HEADER + apex.length + 4) return false
  return Buffer.compare(bytes.subarray(from + HEADER, from + questionEnd - 4), apex) === 0
}

function questionFor({ apex }: Zone): Query {
  const message = new Uint8Array(HEADER + apex.length + 4)
  put16(message, 4, 1)
  message.set(apex, HEADER)
  put16(message, HEADER + apex.length, Type.AXFR)
  put16(message, HEADER + apex.length + 2, 1)
  const query = new Query()
  query.read(message, 0, message.length)
  return query
}

function hasLongRecord(zone: Zone): boolean {
  const { setData } = zone.columns
  for (let set: RRset = 0; set < zone.sets; set++) {
    // The data of sets lies in their order, but where one edition ends and the next begins.
    const octets = (set + 1 < zone.sets ? setData[set + 1]! : zone.edition.used.heap) - setData[set]!
    if ((octets < 0 || octets > LONG_RECORD) && isLong(zone, set)) return true
  }
  return false
}

function isLong(zone: Zone, set: RRset): boolean {
  const withTarget = hasTarget(zone.type(set))
  let data = zone.dataOf(set)
  for (let left = zone.size(set); left > 0; left--, data = zone.nextData(data, withTarget))
    if (zone.lengthOf(data) > LONG_RECORD) return true
  return false
}
