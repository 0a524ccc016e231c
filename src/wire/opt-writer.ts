// The OPT record of a response (RFC 6891 §6.1.2). Its options are collected first, so that its room is known before the
// rest is written; it is written last.

import { Octets } from '../dns/octets.ts'
import { Type } from '../dns/types.ts'
import { OPT_LENGTH } from './edns.ts'
import { get16, put16 } from './header.ts'

const DO = 0x80
const ARCOUNT = 10

/** Reused from answer to answer. */
export class OptWriter {
  readonly #options = new Octets(256)
  #udpSize = 0
  #dnssecOk = false

  /** Begins a record without options. `udpSize` is what we take ourselves; DO comes back as sent (RFC 3225 §3). */
  begin(udpSize: number, dnssecOk: boolean): void {
    this.#options.clear()
    this.#udpSize = udpSize
    this.#dnssecOk = dnssecOk
  }

  option(code: number, data: Uint8Array, from = 0, to = data.length): void {
    this.#options.u16(code)
    this.#options.u16(to - from)
    this.#options.append(data, from, to)
  }

  /** Octets that appendTo() will add. */
  get size(): number {
    return OPT_LENGTH + this.#options.length
  }

  /** Adds the record to the message of `length` octets at out[at, …) and returns the new length. `rcode` is the whole one. */
  appendTo(out: Uint8Array, at: number, length: number, rcode: number): number {
    const p = at + length
    out[p] = 0
    put16(out, p + 1, Type.OPT)
    put16(out, p + 3, this.#udpSize)
    out[p + 5] = rcode >>> 4
    out[p + 6] = 0
    out[p + 7] = this.#dnssecOk ? DO : 0
    out[p + 8] = 0
    put16(out, p + 9, this.#options.length)
    const { bytes, length: octets } = this.#options
    for (let i = 0; i < octets; i++) out[p + OPT_LENGTH + i] = bytes[i]!
    put16(out, at + ARCOUNT, get16(out, at + ARCOUNT) + 1)
    return length + this.size
  }
}
