// Reads a TSIG record in place (RFC 8945 §4.2): this tells a signed request apart, and whoever has the key judges it.
//
//   algorithm name | time signed (6) | fudge (2) | MAC size (2) | MAC | original ID (2) | error (2) | other length (2) | other

import { Rcode } from '../dns/rcodes.ts'
import { Type } from '../dns/types.ts'
import { get16, put16 } from './header.ts'
import { endOfName, expandedTo } from './names.ts'

const CLASS_ANY = 255
/** TYPE, CLASS, TTL and RDLENGTH. */
const FIXED = 10
const TIME_AND_FUDGE = 8
/** Original ID, error and other length. */
const BEHIND_MAC = 6
const ARCOUNT = 10

/** Reused from message to message. */
export class Tsig {
  present = false
  /** The key's name, written out, and the algorithm's behind it. */
  readonly #names = new Uint8Array(512)
  #keyLength = 0
  #namesLength = 0
  readonly #timeAndFudge = new Uint8Array(TIME_AND_FUDGE)
  #originalId = 0

  clear(): void {
    this.present = false
  }

  /**
   * Reads the record whose owner is at `owner`, whose TYPE field is at `at` and whose data ends at `end`; `from` is where the
   * message begins. False where it is not one.
   */
  read(bytes: Uint8Array, from: number, owner: number, at: number, end: number): boolean {
    if (get16(bytes, at + 2) !== CLASS_ANY) return false
    const algorithm = at + FIXED
    // A compressed name of an algorithm is malformed.
    const p = endOfName(bytes, algorithm, end, algorithm)
    if (p < 0 || p + TIME_AND_FUDGE + 2 > end) return false
    const behindMac = p + TIME_AND_FUDGE + 2 + get16(bytes, p + TIME_AND_FUDGE)
    if (behindMac + BEHIND_MAC > end || behindMac + BEHIND_MAC + get16(bytes, behindMac + 4) !== end) return false
    this.present = true
    this.#keyLength = expandedTo(bytes, owner, from, this.#names, 0)
    this.#namesLength = expandedTo(bytes, algorithm, from, this.#names, this.#keyLength)
    for (let i = 0; i < TIME_AND_FUDGE; i++) this.#timeAndFudge[i] = bytes[p + i]!
    this.#originalId = get16(bytes, behindMac)
    return true
  }

  /** Octets that appendBadKey() adds. */
  get badKeySize(): number {
    return this.#namesLength + FIXED + TIME_AND_FUDGE + 2 + BEHIND_MAC
  }

  /** Adds what goes with NOTAUTH for a key that is not known: unsigned (RFC 8945 §5.2.1, §5.3.2). Returns the new length. */
  appendBadKey(out: Uint8Array, at: number, length: number): number {
    const names = this.#names
    let p = at + length
    for (let i = 0; i < this.#keyLength; i++) out[p++] = names[i]!
    put16(out, p, Type.TSIG)
    put16(out, p + 2, CLASS_ANY)
    put16(out, p + 4, 0)
    put16(out, p + 6, 0)
    put16(out, p + 8, this.badKeySize - this.#keyLength - FIXED)
    p += FIXED
    for (let i = this.#keyLength; i < this.#namesLength; i++) out[p++] = names[i]!
    for (let i = 0; i < TIME_AND_FUDGE; i++) out[p++] = this.#timeAndFudge[i]!
    put16(out, p, 0)
    put16(out, p + 2, this.#originalId)
    put16(out, p + 4, Rcode.BADKEY)
    put16(out, p + 6, 0)
    put16(out, at + ARCOUNT, get16(out, at + ARCOUNT) + 1)
    return length + this.badKeySize
  }
}
