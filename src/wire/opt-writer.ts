// The OPT record of a response (RFC 6891 §6.1.2), made before the rest so that its room is known.

import { Octets } from '../dns/octets.ts'
import { Type } from '../dns/types.ts'
import { put16 } from './header.ts'

const LENGTH_AT = 9
const FIXED = 11
const DO = 0x8000

/** Reused from answer to answer. */
export class OptWriter {
  readonly #octets = new Octets(256)

  /** `rcode` in full: its upper eight bits go here. `udpSize` is what we take ourselves; DO comes back as sent. */
  begin(udpSize: number, rcode: number, dnssecOk: boolean): void {
    const octets = this.#octets
    octets.clear()
    octets.u8(0)
    octets.u16(Type.OPT)
    octets.u16(udpSize)
    octets.u8(rcode >>> 4)
    octets.u8(0)
    octets.u16(dnssecOk ? DO : 0)
    octets.u16(0)
  }

  option(code: number, data: Uint8Array, from = 0, to = data.length): void {
    this.#octets.u16(code)
    this.#octets.u16(to - from)
    this.#octets.append(data, from, to)
  }

  /** The finished record, until the next begin(). */
  finish(): Uint8Array {
    put16(this.#octets.bytes, LENGTH_AT, this.#octets.length - FIXED)
    return this.#octets.view()
  }
}
