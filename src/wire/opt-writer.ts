// Writes the OPT record of a response (RFC 6891 §6.1.2). The writer collects the options first, so that the record's size is known before the
// rest is written, and adds the record last.

import { get16, put16 } from '../dns/big-endian.ts'
import { Type } from '../dns/types.ts'
import { OPT_LENGTH } from './edns.ts'

const DO = 0x80
const CO = 0x40
const ARCOUNT = 10
/** More octets than all options that Janus writes take together, padding included. */
const ROOM = 2048

/** Reused from answer to answer; allocates nothing. */
export class OptWriter {
  /** The options so far, in wire form. */
  readonly bytes = new Uint8Array(ROOM)
  /** Octets of options so far; -1 where there is no record to write. */
  #length = -1
  #udpSize = 0
  #dnssecOk = false
  /** Sets the flag CO, for a client that knows compact denial (RFC 9824 §5.1). */
  compactOk = false

  /** The answer has no OPT record. */
  none(): void {
    this.#length = -1
  }

  /** Begins a record without options. `udpSize` is the largest message that we take; DO comes back as sent (RFC 3225 §3). */
  begin(udpSize: number, dnssecOk: boolean): void {
    this.#length = 0
    this.#udpSize = udpSize
    this.#dnssecOk = dnssecOk
    this.compactOk = false
  }

  /** Begins an option; its `length` octets follow. */
  option(code: number, length: number): void {
    this.u16(code)
    this.u16(length)
  }

  u8(octet: number): void {
    this.bytes[this.#length++] = octet
  }

  u16(value: number): void {
    put16(this.bytes, this.#length, value)
    this.#length += 2
  }

  append(octets: Uint8Array): void {
    const { bytes } = this
    const at = this.#length
    for (let i = 0; i < octets.length; i++) bytes[at + i] = octets[i]!
    this.#length = at + octets.length
  }

  /** Makes room for octets of the option that the caller writes, and says where in `bytes`. */
  reserve(octets: number): number {
    this.#length += octets
    return this.#length - octets
  }

  /** Whether there is a record to write. */
  get present(): boolean {
    return this.#length >= 0
  }

  /** Octets of options so far. */
  get length(): number {
    return this.#length
  }

  /** Octets that appendTo() will add. */
  get size(): number {
    return this.#length < 0 ? 0 : OPT_LENGTH + this.#length
  }

  /** Adds the record to the message of `length` octets at out[at, …) and returns the new length. `rcode` includes the upper bits. */
  appendTo(out: Uint8Array, at: number, length: number, rcode: number): number {
    if (this.#length < 0) return length
    const p = at + length
    out[p] = 0
    put16(out, p + 1, Type.OPT)
    put16(out, p + 3, this.#udpSize)
    out[p + 5] = rcode >>> 4
    out[p + 6] = 0
    out[p + 7] = (this.#dnssecOk ? DO : 0) | (this.compactOk ? CO : 0)
    out[p + 8] = 0
    put16(out, p + 9, this.#length)
    const { bytes } = this
    const octets = this.#length
    const q = p + OPT_LENGTH
    for (let i = 0; i < octets; i++) out[q + i] = bytes[i]!
    put16(out, at + ARCOUNT, get16(out, at + ARCOUNT) + 1)
    return length + OPT_LENGTH + octets
  }
}
