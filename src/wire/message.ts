// A whole message as values, for people and programs that look at one at a time: the query command, explanations, tests.
// The answering path reads and writes in place instead (query.ts, message-writer.ts).

import { get16 } from '../dns/big-endian.ts'
import { expandName } from '../dns/compressed-name.ts'
import { Octets } from '../dns/octets.ts'
import { decodeRdata } from '../dns/rdata/rdata.ts'
import { Type } from '../dns/types.ts'
import { HEADER } from './header.ts'

export type MessageQuestion = { readonly name: Uint8Array; readonly type: number; readonly class: number }

export type MessageRecord = {
  /** Wire form, uncompressed. */
  readonly name: Uint8Array
  readonly type: number
  readonly class: number
  readonly ttl: number
  /** Uncompressed. */
  readonly rdata: Uint8Array
}

export type MessageOpt = {
  readonly udpSize: number
  readonly version: number
  readonly dnssecOk: boolean
  readonly options: readonly { readonly code: number; readonly data: Uint8Array }[]
}

export type Message = {
  readonly id: number
  /** Second word of the header: Bit in header.ts. */
  readonly flags: number
  /** Includes the upper bits from the OPT record. */
  readonly rcode: number
  readonly questions: readonly MessageQuestion[]
  readonly answer: readonly MessageRecord[]
  readonly authority: readonly MessageRecord[]
  /** Without the OPT record. */
  readonly additional: readonly MessageRecord[]
  readonly opt: MessageOpt | undefined
}

/** Undefined unless the octets are exactly one well-formed message. */
export function readMessage(bytes: Uint8Array): Message | undefined {
  return bytes.length < HEADER ? undefined : new Reader(bytes).read()
}

class Reader {
  readonly #bytes: Uint8Array
  readonly #scratch = new Octets()
  #at = HEADER
  #failed = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  read(): Message | undefined {
    const bytes = this.#bytes
    const questions = this.#list(get16(bytes, 4), () => this.#question())
    const answer = this.#list(get16(bytes, 6), () => this.#record())
    const authority = this.#list(get16(bytes, 8), () => this.#record())
    const all = this.#list(get16(bytes, 10), () => this.#record())
    if (this.#failed || this.#at !== bytes.length) return undefined
    const opt = all.find((record) => record.type === Type.OPT)
    const flags = get16(bytes, 2)
    return {
      id: get16(bytes, 0),
      flags,
      rcode: (flags & 0xf) | (opt ? (opt.ttl >>> 24) << 4 : 0),
      questions,
      answer,
      authority,
      additional: all.filter((record) => record !== opt),
      opt: opt && readOpt(opt),
    }
  }

  #list<T>(count: number, next: () => T | undefined): T[] {
    const list: T[] = []
    for (let i = 0; i < count && !this.#failed; i++) {
      const item = next()
      if (item === undefined) this.#failed = true
      else list.push(item)
    }
    return list
  }

  #question(): MessageQuestion | undefined {
    const name = this.#name()
    if (name === undefined || this.#at + 4 > this.#bytes.length) return undefined
    this.#at += 4
    return { name, type: get16(this.#bytes, this.#at - 4), class: get16(this.#bytes, this.#at - 2) }
  }

  #record(): MessageRecord | undefined {
    const bytes = this.#bytes
    const name = this.#name()
    const at = this.#at
    if (name === undefined || at + 10 > bytes.length) return undefined
    const end = at + 10 + get16(bytes, at + 8)
    if (end > bytes.length) return undefined
    this.#at = end
    const type = get16(bytes, at)
    this.#scratch.clear()
    if (!decodeRdata(type, bytes, at + 10, end, this.#scratch)) return undefined
    const ttl = ((get16(bytes, at + 4) << 16) | get16(bytes, at + 6)) >>> 0
    return { name, type, class: get16(bytes, at + 2), ttl, rdata: this.#scratch.view().slice() }
  }

  #name(): Uint8Array | undefined {
    this.#scratch.clear()
    const end = expandName(this.#bytes, this.#at, this.#bytes.length, this.#scratch)
    if (end < 0) return undefined
    this.#at = end
    return this.#scratch.view().slice()
  }
}

function readOpt(record: MessageRecord): MessageOpt {
  const { rdata, ttl } = record
  const options: { code: number; data: Uint8Array }[] = []
  for (let p = 0; p + 4 <= rdata.length; ) {
    const length = get16(rdata, p + 2)
    options.push({ code: get16(rdata, p), data: rdata.slice(p + 4, p + 4 + length) })
    p += 4 + length
  }
  return { udpSize: record.class, version: (ttl >>> 16) & 0xff, dnssecOk: (ttl & 0x8000) !== 0, options }
}
